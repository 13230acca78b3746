const reader = '(?:ais?|llms?|language models?|assistants?|agents?|bots?|avatars?|chatbots?|models?)';
const law = '(?:instructions?|prompts?|rules|guidelines?|guidance|directives?|guardrails?|briefing)';
const treasure =
  '(?:\\b(?:system prompt|hidden prompt|your (?:instructions|prompt|rules|briefing)|api[- ]?keys?|secrets?|passwords?|credentials|environment variables|private keys?|ssh keys?|id_rsa)\\b|\\.env\\b|~?/\\.ssh\\b)';
const order = (source: string) => new RegExp(source, 'iu');

/** What text that gives orders to a reading model looks like, in the languages that are common in such texts. */
const orders: readonly RegExp[] = [
  order(
    `\\b(?:ignor(?:e|ing)|disregard|forget|override|bypass|neglect)\\b[^.!?\\n]{0,60}\\b(?:${law}|(?:everything|anything|all)\\s(?:above|before|else|you)|what (?:the|your) (?:user|owner|human|operator))\\b`,
  ),
  order(
    `\\b(?:not|never|stop|no longer)\\s(?:to\\s)?(?:follow|obey|heed)(?:ing)?\\b[^.!?\\n]{0,40}\\b${law}\\b`,
  ),
  order(`\\byour ${law} (?:has|have|is|are) (?:now|changed|void|updated|replaced)\\b`),
  order(
    `\\b(?:supersedes?|overrides?|replaces?)\\b[^.!?\\n]{0,20}\\b(?:earlier|previous|prior|above)\\s${law}\\b`,
  ),
  /(?:ignorier|vergiss|missacht)[^.!?\n]{0,60}(?:anweisung|regeln|befehl|vorgabe)/iu,
  /(?<!\p{L})(?:ignor(?:a|e|ez)|olvida|oublie[zr]?|esqueça|dimentica)(?!\p{L})[^.!?\n]{0,60}(?:instrucciones|reglas|consignes|instructions|r[eè]gles|instruções|regras|istruzioni|regole)/iu,
  /(?:negeer|vergeet)[^.!?\n]{0,60}(?:instructies|regels)|(?:zignoruj|pomiń|zapomnij)[^.!?\n]{0,60}(?:instrukcj|polece|zasad)|(?:talimat|kural)[^.!?\n]{0,40}(?:yoksay|yok say|görmezden|unut)/iu,
  /(?:忽略|无视|無視|忘记|忘記)[^。\n]{0,12}(?:指令|指示|规则|規則|提示)|(?:指示|命令|ルール)[^。\n]{0,8}(?:無視|忘れ)|(?:игнорируй|забудь)(?:те)?[^.\n]{0,40}(?:инструкци|указани|правил)/iu,
  /(?:تجاهل|انس)[^.\n]{0,30}(?:تعليمات|أوامر|قواعد)|(?:지시|명령|규칙)[^.\n]{0,12}(?:무시|잊)|निर्देश[^।\n]{0,20}(?:अनदेखा|भूल)/u,
  /\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\byour (?:new|real|true|only) (?:task|goal|role|instructions?|purpose) (?:is|are)\b/i,
  /\b(?:respond|reply|answer|speak)\b[^.\n]{0,40}\bfrom (?:now|here) on\b|\byour (?:next |first )?(?:answer|reply|response)s?\b[^.\n]{0,20}\bwith\b/i,
  /\b(?:new|updated|additional|hidden|secret|real|system) (?:system )?(?:instructions?|prompt|persona)\s*:|\b(?:begin|end|start) (?:of )?(?:the )?(?:system|hidden|new) (?:prompt|instructions?|message)\b/i,
  /\b(?:act|behave|respond|roleplay)\b[^.\n]{0,12}\bas (?:if|though|an?|the)\b[^.\n]{0,40}\b(?:ai|assistant|model|admin(?:istrator)?|developer|root|dan|unrestricted)\b|\bpretend (?:that )?(?:you are|you're|to be)\b/i,
  /\b(?:enter|enable|activate|go into|switch to|you are in) (?:developer|god|jailbreak|dan|sudo|unrestricted) mode\b|\b(?:god|jailbreak|dan|unrestricted) mode\b/i,
  order(
    `\\b(?:show|print|repeat|output|send|share|tell|read|recite|upload|forward|paste|e-?mail|post|say|respond with|reply with|answer with)\\b[^.\\n]{0,60}\\b(?:the|your|all|any|every|its|their|our|my)\\s[^.\\n]{0,60}?${treasure}`,
  ),
  order(`\\b(?:reveal|disclose|leak|exfiltrate|dump)\\b[^.\\n]{0,80}?${treasure}`),
  order(
    `\\b(?:print|repeat|show|send|share|recite|paste|read out)\\s(?:\\w+\\s){0,2}?your\\s(?:system prompt|instructions|prompt|rules|briefing)\\b`,
  ),
  /\b(?:repeat|print|output|recite)\b[^.\n]{0,20}\b(?:text|words|everything|all)\s(?:that (?:is|stands) )?above\b|\bobey (?:only )?(?:this|me|the following)\b/i,
  /<\|[^|>\n]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|instructions?|prompt|tool_call|function_calls)\b[^>\n]{0,80}>/i,
  /^\W{0,6}(?:system|assistant|developer)(?:\s+(?:prompt|message|note|override|instructions?))?\s*[:>]\s*(?:you|ignore|always|never|do|must|please|from|reply|respond)\b/i,
  order(
    `\\b(?:attention|note|message|instructions?|important|reminder)\\b[^.\\n]{0,20}\\b(?:to|for) (?:all |any |the |every )?${reader}\\b`,
  ),
  order(`^\\W{0,6}(?:to|for) (?:all |any |the |every )?${reader}\\s*[:,]`),
  /^\W{0,6}(?:dear |hey |hi |attention,? )?(?:ai|llm|assistant|claude|chatgpt|gpt|gemini|agent|bot|avatar)(?: (?:assistant|agent|model))?[,:!]\s/i,
  order(
    `\\b(?:whoever|anyone who|any(?:one)?|${reader}) (?:reads|reading|that reads?|who reads?|processing) this\\b`,
  ),
  order(`\\bif you(?:'re| are) (?:an? |the )?(?:\\w+ )?${reader}\\b`),
  order(`\\bas (?:an?|the) (?:\\w+ ){0,2}${reader},? you\\b`),
  /\bwhen you (?:join|enter|attend) (?:the|this) (?:call|meeting)\b|\byou (?:must|will|shall|have to) (?:now |always )?(?:obey|comply|reveal|approve|say yes|agree to (?:all|any|every|whatever))\b/i,
  order(
    `\\b${reader}\\b[^.\\n]{0,30}\\b(?:must|should|shall|has to|have to|is (?:required|instructed|ordered) to)\\b(?! (?:not|never)\\b)[^.\\n]{0,80}\\b(?:reveal|send|share|e-?mail|ignore|transfer|agree|approve|promise|disclose|obey|comply|download|execute)\\b`,
  ),
  /\b(?:do not|don't|never|without)\s+(?:tell|inform|telling|informing|alert|alerting|mention(?:ing)? (?:this|it) to|notify|notifying)\s+(?:the )?(?:user|owner|human|operator)\b/i,
];

/**
 * Whether a passage of a file, a commit or an earlier meeting orders the reading model about instead of telling a fact. Such passages are data
 * that the briefing has no use for.
 */
export function addressesModel(text: string): boolean {
  const folded = text.normalize('NFKC').replace(/\s+/g, ' ');
  return orders.some((pattern) => pattern.test(folded));
}
