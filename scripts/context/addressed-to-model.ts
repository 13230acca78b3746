/** Text that gives orders to whoever reads it with a model: what it looks like, in the languages that such texts are mostly written in. */
const orders: readonly RegExp[] = [
  /\b(?:ignor(?:e|ing)|disregard|forget|override|bypass|neglect)\b[^.!?\n]{0,60}\b(?:instructions?|prompts?|rules|guidelines|directives?|guardrails?|briefing|(?:everything|anything|all)\s(?:above|before|else|you))\b/i,
  /\b(?:ignoriere|ignorieren sie|vergiss|missachte)\b[^.!?\n]{0,60}(?:anweisung|regeln|befehl|vorgabe)/i,
  /\b(?:ignora|olvida|ignore|ignorez|oublie[zr]?|esqueça|dimentica)\b[^.!?\n]{0,60}\b(?:instrucciones|reglas|consignes|r[eè]gles|instruções|regras|istruzioni|regole)/i,
  /忽略[^。\n]{0,12}(?:指令|指示|规则|提示)|(?:指示|命令)[^。\n]{0,8}無視|игнориру(?:й|йте)[^.\n]{0,40}(?:инструкци|указани|правил)/iu,
  /\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\byour (?:new|real|true|only) (?:task|goal|role|instructions?|purpose) (?:is|are)\b/i,
  /\b(?:new|updated|additional|hidden|secret|real|system) (?:system )?(?:instructions?|prompt|persona)\s*:/i,
  /\b(?:act|behave|respond|pretend|roleplay)\b[^.\n]{0,12}\bas (?:if|though|an?|the)\b[^.\n]{0,40}\b(?:ai|assistant|model|admin(?:istrator)?|developer|root|dan|unrestricted)\b/i,
  /\b(?:developer|god|jailbreak|dan|sudo|unrestricted) mode\b/i,
  /\b(?:reveal|show|print|repeat|output|disclose|leak|send|share|tell|read (?:out|aloud)|recite|exfiltrate|upload|forward|dump|paste)\b[^.\n]{0,80}\b(?:system prompt|hidden prompt|your (?:instructions|prompt|rules|briefing)|api[- ]?keys?|secrets|passwords?|credentials|environment variables|\.env|private keys?|ssh keys?)/i,
  /<\|[^|>\n]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|instructions?|prompt|tool_call|function_calls)\b[^>\n]{0,80}>/i,
  /^\W{0,6}(?:system|assistant|developer)(?:\s+(?:prompt|message|note|override|instructions?))?\s*[:>]\s*(?:you|ignore|always|never|do|must|please|from|reply|respond)\b/i,
  /\b(?:attention|note|message|instructions?|important|reminder)\b[^.\n]{0,20}\b(?:to|for) (?:all |any |the |every )?(?:ai|llm|language model|assistant|agent|bot|model|chatbot)s?\b/i,
  /^\W{0,6}(?:dear |hey |hi |attention,? )?(?:ai|llm|assistant|claude|chatgpt|gpt|gemini|agent|bot)(?: (?:assistant|agent|model))?[,:!]\s/i,
  /\b(?:ai|llm|language model|assistant|agent|bot|avatar)s?\b[^.\n]{0,30}\b(?:must|should|shall|has to|have to|is (?:required|instructed|ordered) to)\b[^.\n]{0,80}\b(?:reveal|send|share|ignore|transfer|agree|approve|promise|disclose|obey|comply|download|execute)\b/i,
  /\b(?:do not|don't|never|without)\s+(?:tell|inform|telling|informing|alert|alerting|mention(?:ing)? (?:this|it) to|notify|notifying)\s+(?:the )?(?:user|owner|human|operator)\b/i,
];

/**
 * Whether a passage of a file, a commit or an earlier meeting orders the reading model about instead of telling a fact. Such passages are data
 * that the briefing has no use for.
 */
export function addressesModel(text: string): boolean {
  const folded = text.normalize('NFKC').replace(/\s+/g, ' ');
  return orders.some((order) => order.test(folded));
}
