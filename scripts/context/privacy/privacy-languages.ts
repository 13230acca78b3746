/**
 * How people mark what is not to be told, language by language. Words are separated by commas, are matched in any case and without accents,
 * and a star stands for an ending (`vertraulich*` is also «Vertrauliches»).
 * To add a language, add a row: test/context/privacy-marks.tests.ts holds its examples and its near miss.
 */
export interface PrivacyLanguage {
  language: string;
  /** Words that mark a passage where they stand as a label: in front, in brackets, after a comma or a dash, as a tag. */
  marks: string;
  /** Words that mark a passage wherever they stand in it. */
  phrases?: string;
  /** Labels of what colleagues may hear and outsiders may not. */
  internal: string;
  before: string;
  after: string;
  /** A sentence with such a word that marks nothing. */
  stays: string;
}

export const privacyLanguages: readonly PrivacyLanguage[] = [
  {
    language: 'English',
    marks:
      "private, privately, confidential, confidentially, commercial in confidence, commercially sensitive, on background, chatham house, chatham house rule, chatham house rules, behind closed doors, unofficially, hr only, management only, managers only, board only, leadership only, founders only, not to be mentioned, not to be repeated, not to be discussed, not for the record, keep to yourselves, in confidence, strictly private, private and confidential, private & confidential, top secret, secret, classified, sensitive, hush, nda, under nda, under embargo, embargo, embargoed, off the record, off-record, off record, otr, not for sharing, not to be shared, not for distribution, not for circulation, not for publication, not public, not for the public, not yet public, not public yet, not for release, do not share, don't share, dont share, no sharing, never share, do not tell, don't tell, do not repeat, don't repeat, do not mention, don't mention, do not distribute, don't distribute, do not forward, don't forward, do not circulate, do not disclose, don't disclose, do not quote, do not publish, do not announce, do not spread, don't spread, do not pass on, don't pass on, eyes only, your eyes only, my eyes only, need to know, need-to-know, tlp:red, tlp red, just between us, between us, between you and me, between you and i, between ourselves, entre nous, just for me, only for me, for me only, for you only, keep quiet, keep this quiet, keep it quiet, keep private, keep secret, keep confidential, keep to yourself, keep it to yourself, keep this to yourself, mum's the word, hush-hush, hush hush, nobody else knows, not for others, not for the meeting, not for the call, leave out of the call, personal and confidential, privileged, attorney-client privilege, attorney-client privileged, attorney client privileged",
    phrases:
      "off the record, keep this quiet, keep it quiet, keep quiet about, keep that quiet, keep this private, keep it private, keep that private, keep this confidential, keep it confidential, keep this secret, keep it secret, keep that secret, keep it a secret, keep this a secret, keep this between us, keep it between us, keep that between us, keep this to yourself, keep it to yourself, keep that to yourself, keep this under wraps, keep it under wraps, keep this under your hat, this is private, that is private, that's private, this is confidential, that is confidential, that's confidential, this is secret, this is a secret, this stays private, this stays between us, stays between us, stay between us, remain between us, remains between us, just between us, strictly between us, only between us, just between you and me, between you and me, just between the two of us, told me in confidence, told us in confidence, in strict confidence, in strictest confidence, said in confidence, shared in " +
      "confidence, in confidence between, under embargo, embargoed until, under nda, under an nda, under the nda, covered by nda, covered by an nda, bound by nda, nda applies, your eyes only, eyes only, need-to-know basis, need to know basis, hush-hush, hush hush, top secret, strictly private, strictly confidential, highly confidential, treat as confidential, treat this as confidential, treat as private, not for sharing, not to be shared, not for distribution, not for circulation, not for public, not for the public, not public yet, not yet public, isn't public yet, is not public yet, not announced yet, not yet announced, don't tell anyone, do not tell anyone, don't tell anybody, do not tell anybody, don't tell the, do not tell the, don't tell them, don't tell him, don't tell her, do not tell them, not for the record, commercial in confidence, it's a secret that, it is a secret that, only i know, only we know, nobody else knows, no one else knows, tell no one, tell nobody, nobody must know, " +
      "no one must know, nobody may know, nobody should know, no one should know, must not know, must not find out, don't mention this, don't mention it, do not mention this, do not mention it, don't repeat this, do not repeat this, don't share this, do not share this, don't share it, do not share it, don't share that, do not share that, don't share with anyone, do not share with anyone, do not share outside, don't share outside, do not share externally, do not discuss outside, do not forward this, don't forward this, do not pass this on, don't pass this on, mum's the word, tlp:red, private matter, private conversation, private talk, private note, private notes, private reminder, private thoughts, private remark, private memo, attorney-client privilege, in private that, told me privately, told us privately, privately that, spoke privately, said privately",
    internal:
      'internal, internally, internal only, internal-only, only internal, internal use, internal use only, for internal use, for internal use only, internal eyes only, strictly internal, staff only, employees only, team only, team-only, company only, in-house, in-house only, inhouse, not for customers, not for clients, not for outsiders, not for externals, not for external, not external, no externals, not for partners, not for the customer, not for the client, company confidential, company internal, company-internal, tlp:amber, tlp amber, tlp:green, personal, restricted',
    before: 'Private: the merger with Initech is near.',
    after: 'Salary talk with Priya on Friday, private.',
    stays: 'Make the method private.',
  },
  {
    language: 'German',
    marks:
      'privat, privates, privater, private notiz, vertraulich*, streng vertraulich, geheim, streng geheim, geheimsache, verschlusssache, unter uns, unter vier augen, nicht weitersagen, nicht weitergeben, nicht weiterleiten, nicht teilen, nicht verteilen, nicht offentlich, nicht fur andere, nicht fur die offentlichkeit, nicht veroffentlichen, nicht erwahnen, nicht verraten, bitte nicht weitersagen, nicht fur dritte, sperrfrist, sperrvermerk, unter verschluss, bleibt unter uns, diskret, nur fur mich, nur fur dich, hinter vorgehaltener hand, inoffiziell',
    phrases:
      'streng vertraulich, vertraulich behandeln, vertraulich zu behandeln, vertraulich bleiben, bleibt unter uns, bleibt vertraulich, bleibt geheim, ganz unter uns, nur unter uns, unter vier augen gesagt, im vertrauen gesagt, im vertrauen erzahlt, im vertrauen, unter dem siegel der verschwiegenheit, nicht weitersagen, niemandem sagen, niemandem erzahlen, keinem sagen, nicht weitererzahlen, darf niemand wissen, darf keiner wissen, das ist vertraulich, das ist privat, fur dich behalten, fur sich behalten, fur euch behalten, nur zwischen uns, das bleibt zwischen uns, bleibt zwischen uns, behalte das fur dich, behalt das fur dich, nicht weitererzahlt, nichts sagen zu, kein wort zu, dies ist vertraulich, noch nicht offentlich, unter verschluss, unter nda',
    internal:
      'intern, nur intern, intern only, rein intern, nur fur den internen gebrauch, interner gebrauch, zum internen gebrauch, firmenintern, betriebsintern, teamintern, nicht fur kunden, nicht fur externe, nicht extern, hausintern, personlich',
    before: 'Vertraulich: Die Fusion mit Initech steht bevor.',
    after: 'Treffen mit dem Betriebsrat am Freitag, bitte nicht weitersagen.',
    stays: 'Der private Schlüssel wird jährlich erneuert.',
  },
  {
    language: 'French',
    marks:
      'prive, privee, prives, privees, confidentiel, confidentielle, confidentiels, strictement confidentiel, strictement prive, secret, top secret, a titre prive, entre nous, entre toi et moi, ne pas partager, ne pas diffuser, ne pas divulguer, ne pas transmettre, ne pas repeter, ne pas transferer, ne pas mentionner, a ne pas partager, a ne pas diffuser, a ne pas divulguer, a ne pas repeter, sous embargo, en confidence, sous le sceau du secret, non public, pas public, diffusion restreinte, secret defense, sous nda, sous accord de confidentialite',
    phrases:
      "strictement confidentiel, strictement confidentielle, entre nous, ca reste entre nous, cela reste entre nous, reste entre nous, garde ca pour toi, gardez cela pour vous, garde-le pour toi, a garder pour soi, a garder pour toi, a garder pour vous, garde pour toi, gardez pour vous, pas un mot a, ne le dis a personne, ne le dites a personne, n'en parle a personne, n'en parlez a personne, ne pas ebruiter, sous embargo, sous le sceau du secret, en toute confidence, en toute confidentialite, dit en confidence, c'est confidentiel, c'est prive, ceci est confidentiel, a ne pas divulguer, a ne pas diffuser, a ne pas partager, personne ne doit savoir, pas encore public",
    internal:
      'interne, usage interne, en interne, interne uniquement, uniquement en interne, reserve a l’interne, reserve au personnel, pas pour les clients, ne pas envoyer au client, personnel',
    before: 'Confidentiel : la fusion avec Initech approche.',
    after: 'Réunion avec le notaire vendredi (ne pas partager).',
    stays: 'La clé privée est renouvelée chaque année.',
  },
  {
    language: 'Spanish',
    marks:
      'privado, privada, privados, privadas, confidencial, confidenciales, estrictamente confidencial, secreto, alto secreto, entre nosotros, entre tu y yo, no compartir, no divulgar, no difundir, no reenviar, no repetir, no mencionar, no contar, no publicar, extraoficial, extraoficialmente, off the record, bajo embargo, en confianza, en secreto, no publico, bajo nda, solo para mi, reservado, reservada',
    phrases:
      'estrictamente confidencial, entre nosotros, queda entre nosotros, que quede entre nosotros, que no salga de aqui, no se lo digas a nadie, no se lo digais a nadie, no lo cuentes, no lo compartas, no lo comentes, no le digas a nadie, nadie debe saber, nadie puede saber, guardar el secreto, es un secreto, es secreto, no lo digas, no digas nada, guardatelo para ti, ni una palabra a, en confianza, bajo embargo, esto es confidencial, esto es privado, es confidencial, bajo acuerdo de confidencialidad, aun no es publico, todavia no es publico',
    internal:
      'interno, interna, uso interno, solo interno, de uso interno, solo uso interno, solo para uso interno, solo para el equipo, no para clientes, no enviar al cliente, personal',
    before: 'Confidencial: la fusión con Initech está cerca.',
    after: 'Reunión con el notario el viernes, no compartir.',
    stays: 'La clave privada se renueva cada año.',
  },
  {
    language: 'Italian',
    marks:
      'privato, privata, privati, private, riservato, riservata, riservati, strettamente riservato, confidenziale, strettamente confidenziale, segreto, segretissimo, tra noi, fra noi, tra me e te, non condividere, non divulgare, non diffondere, non inoltrare, non ripetere, non menzionare, da non condividere, da non divulgare, ufficioso, sotto embargo, in confidenza, non pubblico, sotto nda, solo per me',
    phrases:
      'strettamente riservato, strettamente confidenziale, resti tra noi, resta tra noi, rimanga tra noi, rimane tra noi, che resti fra noi, detto tra noi, detto fra noi, non dirlo a nessuno, non ditelo a nessuno, non dire a nessuno, nessuno deve sapere, acqua in bocca, e un segreto, tienilo per te, tenetelo per voi, non una parola con, in confidenza, in via riservata, in via confidenziale, sotto embargo, e riservato, e confidenziale, questo e privato, non ancora pubblico',
    internal:
      'interno, interna, uso interno, solo interno, solo uso interno, ad uso interno, solo per uso interno, non per i clienti, solo per il team, personale',
    before: 'Riservato: la fusione con Initech è vicina.',
    after: 'Incontro con il notaio venerdì, da non divulgare.',
    stays: 'La chiave privata viene rinnovata ogni anno.',
  },
  {
    language: 'Portuguese',
    marks:
      'privado, privada, particular, confidencial, confidenciais, estritamente confidencial, sigiloso, sigilosa, sigilo, secreto, segredo, ultrassecreto, entre nos, so entre nos, nao compartilhar, nao partilhar, nao divulgar, nao encaminhar, nao repetir, nao mencionar, nao contar, nao publicar, em off, sob embargo, em confianca, nao publico, sob nda, so para mim, reservado, reservada',
    phrases:
      'estritamente confidencial, fica entre nos, fique entre nos, so entre nos, que fique entre nos, nao conte a ninguem, nao conta a ninguem, nao conte para ninguem, nao diga a ninguem, nao digas a ninguem, ninguem pode saber, ninguem deve saber, guardar segredo, e segredo, e um segredo, guarda para ti, guarde para si, nem uma palavra a, guarde segredo, em sigilo, sob sigilo, em confianca, sob embargo, isto e confidencial, isso e confidencial, e confidencial, ainda nao e publico',
    internal:
      'interno, interna, uso interno, so interno, apenas interno, somente uso interno, apenas para uso interno, so para a equipe, so para a equipa, nao para clientes, pessoal',
    before: 'Confidencial: a fusão com a Initech está próxima.',
    after: 'Reunião com o notário na sexta, não divulgar.',
    stays: 'A chave privada é renovada todos os anos.',
  },
  {
    language: 'Dutch',
    marks:
      'prive, vertrouwelijk*, strikt vertrouwelijk, geheim, topgeheim, streng geheim, onder ons, tussen ons, onder vier ogen, niet delen, niet doorvertellen, niet verspreiden, niet doorsturen, niet openbaar, niet noemen, niet publiceren, off the record, onder embargo, in vertrouwen, onder nda, alleen voor mij',
    phrases:
      'strikt vertrouwelijk, blijft onder ons, blijft tussen ons, dit blijft onder ons, onder ons gezegd, tussen ons gezegd, niet doorvertellen, niet verder vertellen, niet verdervertellen, tegen niemand zeggen, aan niemand vertellen, niemand mag weten, hou dit voor jezelf, houd dit voor jezelf, hou het voor jezelf, voor jezelf houden, houd het voor je, dit is geheim, niemand mag dit weten, in vertrouwen verteld, in vertrouwen gezegd, in vertrouwen, dit is vertrouwelijk, is vertrouwelijk, dit is prive, nog niet openbaar, onder embargo',
    internal:
      'intern, alleen intern, intern gebruik, voor intern gebruik, alleen voor intern gebruik, niet voor klanten, niet voor externen, persoonlijk',
    before: 'Vertrouwelijk: de fusie met Initech is dichtbij.',
    after: 'Gesprek met de notaris op vrijdag, niet doorvertellen.',
    stays: 'De privésleutel wordt elk jaar vernieuwd.',
  },
  {
    language: 'Polish',
    marks:
      'prywatne, prywatny, prywatna, prywatnie, poufne, poufny, poufna, scisle poufne, scisle tajne, tajne, sekret, tajemnica, miedzy nami, tylko miedzy nami, nie udostepniac, nie udostepniaj, nie rozpowszechniac, nie przekazywac, nie mowic nikomu, nie wspominac, nieoficjalnie, off the record, objete embargiem, w zaufaniu, niepubliczne, objete nda, zastrzezone, do uzytku wlasnego',
    phrases:
      'scisle poufne, zostaje miedzy nami, zostanie miedzy nami, niech zostanie miedzy nami, tylko miedzy nami, nie mow nikomu, nikomu nie mow, nikomu nie mowic, zachowaj to dla siebie, zostaw to dla siebie, zachowaj dla siebie, ani slowa, nikt nie moze wiedziec, nie moze sie dowiedziec, w zaufaniu, w tajemnicy, to jest poufne, to poufne, objete embargiem, objete tajemnica, jeszcze niepubliczne',
    internal:
      'wewnetrzne, wewnetrzny, tylko wewnetrznie, do uzytku wewnetrznego, tylko do uzytku wewnetrznego, nie dla klientow, osobiste',
    before: 'Poufne: fuzja z Initech jest blisko.',
    after: 'Rozmowa z notariuszem w piątek, nikomu nie mówić.',
    stays: 'Klucz prywatny jest odnawiany co roku.',
  },
  {
    language: 'Swedish',
    marks:
      'privat, privata, konfidentiellt, konfidentiell, strangt konfidentiellt, fortroligt, fortrolig, hemligt, hemlig, topphemligt, sekretess, sekretessbelagt, mellan oss, oss emellan, dela inte, dela ej, far ej delas, sprid inte, far ej spridas, ska inte spridas, sag inget, inte offentligt, ej offentligt, inofficiellt, under embargo, i fortroende, under nda',
    phrases:
      'strangt konfidentiellt, stannar mellan oss, oss emellan, det har stannar mellan oss, sag det inte till nagon, berätta inte for nagon, beratta inte for nagon, inte sagas vidare, ingen far veta, i fortroende, behall det for dig sjalv, behall det for dig, inte ett ord till, i fortrolighet, under embargo, sekretessbelagd, detta ar konfidentiellt, det har ar konfidentiellt, ar konfidentiellt, annu inte offentligt',
    internal:
      'internt, intern, endast internt, endast for internt bruk, for internt bruk, bara internt, inte for kunder, ej for kunder, personligt',
    before: 'Konfidentiellt: fusionen med Initech är nära.',
    after: 'Möte med notarien på fredag, dela inte.',
    stays: 'Den privata nyckeln förnyas varje år.',
  },
  {
    language: 'Danish',
    marks:
      'privat, private, fortroligt, fortrolig, strengt fortroligt, hemmeligt, hemmelig, tophemmeligt, konfidentielt, mellem os, del ikke, ma ikke deles, må ikke deles, ikke til deling, sig det ikke videre, ikke offentligt, uofficielt, under embargo, i fortrolighed, under nda',
    phrases:
      'strengt fortroligt, bliver mellem os, det bliver mellem os, skal blive mellem os, sig det ikke til nogen, fortael det ikke, fortæl det ikke, må ikke komme videre, ingen må vide, i fortrolighed, hold det for dig selv, behold det for dig selv, ikke et ord til, under embargo, dette er fortroligt, det er fortroligt, er fortroligt, endnu ikke offentligt',
    internal:
      'internt, intern, kun internt, kun til intern brug, til intern brug, ikke for kunder, personligt',
    before: 'Fortroligt: fusionen med Initech er nær.',
    after: 'Møde med notaren på fredag, må ikke deles.',
    stays: 'Den private nøgle fornyes hvert år.',
  },
  {
    language: 'Norwegian',
    marks:
      'privat, private, konfidensielt, konfidensiell, strengt konfidensielt, fortrolig, strengt fortrolig, hemmelig, topphemmelig, taushetsbelagt, mellom oss, ikke del, skal ikke deles, må ikke deles, ikke til deling, ikke for deling, ikke si det videre, ikke offentlig, unntatt offentlighet, uoffisielt, under embargo, i fortrolighet, under nda',
    phrases:
      'strengt fortrolig, strengt konfidensielt, blir mellom oss, det blir mellom oss, skal bli mellom oss, ikke si det til noen, ikke fortell det, ingen må vite, i fortrolighet, hold det for deg selv, behold det for deg selv, ikke et ord til, under embargo, dette er konfidensielt, dette er fortrolig, er konfidensielt, ennå ikke offentlig',
    internal:
      'internt, intern, kun internt, kun til intern bruk, til intern bruk, ikke for kunder, personlig',
    before: 'Konfidensielt: fusjonen med Initech er nær.',
    after: 'Møte med notaren på fredag, skal ikke deles.',
    stays: 'Den private nøkkelen fornyes hvert år.',
  },
  {
    language: 'Finnish',
    marks:
      'yksityinen, yksityista, yksityisesti, luottamuksellinen, luottamuksellista, luottamuksellisesti, erittain luottamuksellinen, salainen, salaista, huippusalainen, salassa pidettava, meidan kesken, ala jaa, ei saa jakaa, ei jaettavaksi, ala kerro, ei julkinen, ei julkista, epavirallisesti, embargo, vaitiolo, nda',
    phrases:
      'meidan kesken, jaa meidan valiseksi, jaakoon meidan valiseksi, ala kerro kenellekaan, ei saa kertoa, kukaan ei saa tietaa, pida omana tietonasi, pida tama omana tietonasi, luottamuksellisesti kerrottu, kertoi luottamuksellisesti, tama on luottamuksellista, on luottamuksellista, ei viela julkista, salassa pidettava',
    internal:
      'sisainen, sisaisesti, vain sisaiseen kayttoon, sisaiseen kayttoon, ei asiakkaille, henkilokohtainen',
    before: 'Luottamuksellinen: fuusio Initechin kanssa on lähellä.',
    after: 'Tapaaminen notaarin kanssa perjantaina, älä kerro.',
    stays: 'Yksityinen avain uusitaan joka vuosi.',
  },
  {
    language: 'Czech and Slovak',
    marks:
      'soukrome, soukromy, soukroma, sukromne, sukromny, duverne, duverny, duverna, prisne duverne, doverne, prisne doverne, tajne, prisne tajne, tajemstvi, mezi nami, medzi nami, nesdilet, nezdielat, nesirit, neprozrazovat, nikomu nerikat, neverejne, neoficialne, embargo, v duvere, nda',
    phrases:
      'prisne duverne, zustane mezi nami, zustava mezi nami, jen mezi nami, zostane medzi nami, nikomu to nerikej, nikomu nerikej, nikomu nerikat, nikomu to nehovor, nikdo nesmi vedet, nech si to pro sebe, nechte si to pro sebe, nechaj si to pre seba, ani slovo, v duvere, duverne sdeleno, je duverne, je to duverne, pod embargem, zatim neverejne',
    internal:
      'interni, interne, jen interne, pouze interne, pro vnitrni potrebu, pouze pro vnitrni potrebu, jen pro interni potrebu, ne pro zakazniky, osobni',
    before: 'Důvěrné: fúze s Initechem je blízko.',
    after: 'Schůzka s notářem v pátek, nikomu neříkat.',
    stays: 'Soukromý klíč se obnovuje každý rok.',
  },
  {
    language: 'Russian',
    marks:
      'личное, приватно, приватное, частное, конфиденциально, конфиденциальное, строго конфиденциально, секретно, совершенно секретно, секрет, тайна, тайно, между нами, только между нами, не распространять, не разглашать, не делиться, не пересылать, не рассказывать, никому не говорить, не упоминать, не для распространения, не для всех, не для огласки, не для протокола, без протокола, не публично, неофициально, под эмбарго, по секрету, под nda, дсп',
    phrases:
      'строго конфиденциально, между нами, между нами говоря, останется между нами, остается между нами, никому не говори, никому не говорите, никому не рассказывай, никому не говорить, никто не должен знать, не должны знать, по секрету, не для протокола, не для огласки, это конфиденциально, это секрет, под эмбарго, под nda, пока не публично, держать в секрете, никому ни слова, ни слова никому, держи при себе, держи в секрете',
    internal:
      'внутреннее, внутренне, для внутреннего пользования, только для внутреннего пользования, для служебного пользования, только для сотрудников, для своих, не для клиентов, персональное',
    before: 'Конфиденциально: слияние с Initech уже близко.',
    after: 'Встреча с нотариусом в пятницу, никому не говорить.',
    stays: 'Приватный ключ обновляется каждый год.',
  },
  {
    language: 'Ukrainian',
    marks:
      'приватно, приватне, особисте, конфіденційно, конфіденційне, суворо конфіденційно, секретно, цілком таємно, таємно, таємниця, між нами, тільки між нами, не поширювати, не розголошувати, не ділитися, не пересилати, не розповідати, нікому не казати, не згадувати, не для розголосу, не для протоколу, не публічно, неофіційно, під ембарго, по секрету, під nda',
    phrases:
      'суворо конфіденційно, між нами, залишиться між нами, лишиться між нами, нікому не кажи, нікому не кажіть, нікому не казати, ніхто не повинен знати, по секрету, не для протоколу, не для розголосу, це конфіденційно, це таємниця, під ембарго, поки не публічно, тримати в таємниці, нікому ні слова, тримай при собі',
    internal:
      'внутрішнє, для внутрішнього користування, тільки для внутрішнього користування, лише для внутрішнього користування, для службового користування, тільки для співробітників, не для клієнтів, персональне',
    before: 'Конфіденційно: злиття з Initech уже близько.',
    after: 'Зустріч з нотаріусом у п’ятницю, нікому не казати.',
    stays: 'Приватний ключ оновлюється щороку.',
  },
  {
    language: 'Turkish',
    marks:
      'ozel, gizli, cok gizli, kesinlikle gizli, gizlidir, mahrem, aramizda, aramizda kalsin, paylasma, paylasmayin, paylasilmasin, paylasilmamali, paylasilamaz, kimseye soyleme, kimseye soylemeyin, yayma, iletme, kamuya acik degil, kayit disi, gayri resmi, ambargolu, nda kapsaminda, hizmete ozel',
    phrases:
      'aramizda kalsin, aramizda kalacak, kimseye soyleme, kimseye soylemeyin, kimseye anlatma, kimse bilmemeli, kimse duymasin, kesinlikle gizli, gizli kalsin, gizli kalmali, gizli tutulmali, bu gizlidir, kendine sakla, kimseye tek kelime, kayit disi, henuz kamuya acik degil',
    internal:
      'dahili, sirket ici, kurum ici, sadece dahili, ic kullanim, sadece ic kullanim, yalnizca ic kullanim, musterilere degil, kisisel',
    before: 'Gizli: Initech ile birleşme yakın.',
    after: 'Cuma günü noterle görüşme, kimseye söyleme.',
    stays: 'Özel anahtar her yıl yenilenir.',
  },
  {
    language: 'Greek',
    marks:
      'ιδιωτικο, ιδιωτικα, ιδιωτικη, προσωπικο και εμπιστευτικο, εμπιστευτικο, εμπιστευτικα, εμπιστευτικη, εμπιστευτικως, αυστηρα εμπιστευτικο, απορρητο, ακρως απορρητο, μυστικο, μεταξυ μας, μην το μοιραστεις, μην κοινοποιηθει, να μην κοινοποιηθει, μη διανομη, μην το πεις, μην το πειτε, οχι δημοσιο, ανεπισημα, υπο εμπαργκο, υπο nda',
    phrases:
      'αυστηρα εμπιστευτικο, μεταξυ μας, να μεινει μεταξυ μας, μην το πεις σε κανεναν, μην το πειτε σε κανεναν, κανεις δεν πρεπει να ξερει, κανεις να μη μαθει, ειναι εμπιστευτικο, αυτο ειναι εμπιστευτικο, υπο εχεμυθεια, κρατα το για σενα, κρατησε το για σενα, κουβεντα σε κανεναν, ακρως απορρητο, να μην κοινοποιηθει',
    internal:
      'εσωτερικο, εσωτερικα, εσωτερικη χρηση, για εσωτερικη χρηση, μονο για εσωτερικη χρηση, οχι για πελατες, προσωπικο',
    before: 'Εμπιστευτικό: η συγχώνευση με την Initech πλησιάζει.',
    after: 'Συνάντηση με τον συμβολαιογράφο την Παρασκευή, να μην κοινοποιηθεί.',
    stays: 'Το ιδιωτικό κλειδί ανανεώνεται κάθε χρόνο.',
  },
  {
    language: 'Hungarian',
    marks:
      'privat, magan, maganugy, bizalmas, szigoruan bizalmas, titkos, szigoruan titkos, titok, koztunk marad, csak koztunk, maradjon koztunk, ne oszd meg, ne osszatok meg, nem megoszthato, nem nyilvanos, ne add tovabb, ne mondd el, ne emlitsd, nem hivatalos, embargo alatt, nda alatt, titoktartas',
    phrases:
      'szigoruan bizalmas, koztunk marad, maradjon koztunk, csak koztunk, ne mondd el senkinek, senkinek ne mondd, senki sem tudhatja, senki nem tudhatja, bizalmasan mondta, bizalmasan kozolte, ez bizalmas, tartsd meg magadnak, tartsatok meg magatoknak, ez titok, nem nyilvanos meg, meg nem nyilvanos, embargo alatt',
    internal: 'belso, csak belso, belso hasznalatra, csak belso hasznalatra, nem ugyfeleknek, szemelyes',
    before: 'Bizalmas: az Initechhel közeleg a fúzió.',
    after: 'Találkozó a közjegyzővel pénteken, ne mondd el.',
    stays: 'A privát kulcsot minden évben megújítjuk.',
  },
  {
    language: 'Romanian',
    marks:
      'privat, privata, confidential, confidentiala, strict confidential, secret, strict secret, intre noi, doar intre noi, nu distribui, nu distribuiti, a nu se distribui, a nu se divulga, a nu se transmite, nu divulga, nu divulgati, nu spune nimanui, nu spuneti nimanui, nu impartasi, nepublic, neoficial, sub embargo, in confidenta, sub nda',
    phrases:
      'strict confidential, ramane intre noi, sa ramana intre noi, doar intre noi, nu spune nimanui, nu spuneti nimanui, nimeni nu trebuie sa stie, nimeni nu trebuie sa afle, este confidential, e confidential, pastreaza pentru tine, tine pentru tine, nicio vorba, a nu se divulga, a nu se distribui, sub embargo, in confidenta, inca nepublic',
    internal:
      'intern, interna, doar intern, uz intern, pentru uz intern, doar pentru uz intern, nu pentru clienti, personal',
    before: 'Confidențial: fuziunea cu Initech este aproape.',
    after: 'Întâlnire cu notarul vineri, nu spune nimănui.',
    stays: 'Cheia privată se reînnoiește în fiecare an.',
  },
  {
    language: 'Japanese',
    marks:
      '非公開, 極秘, 秘密, 内密, 内緒, 機密, 機密情報, 部外秘, 親展, プライベート, 私的, オフレコ, ここだけの話, 他言無用, 口外禁止, 口外しない, 口外しないで, 共有禁止, 共有しない, 共有しないで, 共有不可, 転送禁止, 公開禁止, 未公開, 取扱注意, 関係者限り, マル秘, ㊙, 秘, 守秘義務',
    phrases:
      'ここだけの話, 他言無用, 口外しない, 口外禁止, 口外無用, オフレコ, 内密に, 内緒にして, 内緒で, 極秘, 秘密にして, 誰にも言わない, 誰にも言わないで, 誰にも話さないで, 口外しないで, 口外無用で, 誰にも話さない, 共有しないで, 部外秘, マル秘, ㊙',
    internal:
      '社外秘, 社内限定, 社内限り, 社内のみ, 社内用, 内部資料, 内部限定, 社外不出, 社外共有禁止, 個人的',
    before: '極秘：イニテックとの合併が近い。',
    after: '金曜日に公証人と面会（他言無用）。',
    stays: '秘密鍵は毎年更新します。',
  },
  {
    language: 'Chinese',
    marks:
      '私密, 私人, 私下, 保密, 機密, 机密, 秘密, 绝密, 絕密, 私事, 隐私, 隱私, 请勿外传, 請勿外傳, 勿外传, 勿外傳, 不要外传, 不要外傳, 请勿转发, 請勿轉發, 勿转发, 不要转发, 请勿分享, 請勿分享, 不要分享, 请勿泄露, 勿泄露, 不得泄露, 不公开, 不公開, 未公开, 未公開, 不对外, 不對外, 不要告诉别人, 不要告訴別人, 别告诉别人, 別告訴別人, 仅你我知道, 非公开, 非公開, 私密信息',
    phrases:
      '请勿外传, 請勿外傳, 不要外传, 不要外傳, 别外传, 請保密, 请保密, 严格保密, 嚴格保密, 注意保密, 保密处理, 保密處理, 只有我们知道, 不要告诉任何人, 不要告訴任何人, 别告诉任何人, 別告訴任何人, 不要告诉别人, 不要跟别人说, 别跟别人说, 不要说出去, 别说出去, 别跟任何人说, 別跟任何人說, 不要跟任何人说, 不要跟任何人說, 不要对任何人说, 别对任何人说, 天知地知, 你知我知, 私下说, 私下說, 私下告诉, 私下告訴, 请勿泄露, 尚未公开, 尚未公開, 绝密, 絕密',
    internal:
      '内部, 內部, 仅限内部, 僅限內部, 内部使用, 內部使用, 仅供内部使用, 僅供內部使用, 内部资料, 內部資料, 公司内部, 公司內部, 个人, 個人',
    before: '机密：与Initech的合并即将完成。',
    after: '星期五和公证人见面（请勿外传）。',
    stays: '私钥每年更新一次，仓库设为私有。',
  },
  {
    language: 'Korean',
    marks:
      '비공개, 비밀, 기밀, 극비, 비공식, 사적, 사적인 내용, 개인적, 오프더레코드, 우리끼리, 우리끼리만, 공유 금지, 공유금지, 공유하지 마세요, 공유하지 말 것, 공유하지 말것, 공유 불가, 외부 유출 금지, 유출 금지, 전달 금지, 배포 금지, 말하지 마세요, 말하지 말 것, 아무에게도 말하지 말 것, 미공개, 엠바고, 보안 유지, 비밀 유지',
    phrases:
      '우리끼리만, 우리끼리 얘기, 우리끼리 이야기, 아무에게도 말하지, 아무한테도 말하지, 다른 사람에게 말하지, 비밀로 해, 비밀로 하, 비밀이에요, 비밀입니다, 비밀 지켜, 오프더레코드, 공유하지 마, 공유하지 말, 외부에 알리지, 외부 유출 금지, 극비, 아직 공개되지, 아직 비공개',
    internal: '대외비, 사내 한정, 사내용, 사내 전용, 내부용, 내부 전용, 내부, 내부 자료, 내부 공유용, 사내',
    before: '기밀: 이니텍과의 합병이 임박했다.',
    after: '금요일에 공증인과 면담 (공유 금지).',
    stays: '비밀번호 정책과 비공개 저장소를 정리했다.',
  },
  {
    language: 'Arabic',
    marks:
      'خاص, خاصة, سري, سرية, سري للغاية, سري جدا, بسرية, سر, بيننا, بيني وبينك, فيما بيننا, لا تشارك, لا تشاركه, لا تنشر, لا تشاركها, ليس للنشر, غير للنشر, ليس للمشاركة, عدم النشر, عدم المشاركة, ممنوع النشر, ممنوع المشاركة, لا تخبر احدا, لا تخبر أحدا, يرجى عدم المشاركة, يرجى عدم النشر, غير معلن, غير رسمي, تحت الحظر, مكتوم',
    phrases:
      'سري للغاية, بيني وبينك, فيما بيننا, ليبقى بيننا, يبقى بيننا, يبقى الامر بيننا, لا تخبر احدا, لا تخبر أحدا, لا تقل لاحد, لا تقل لأحد, لا يجب ان يعرف احد, بسرية تامة, بسريه تامه, ليس للنشر, هذا سري, يرجى عدم النشر, لم يعلن بعد',
    internal:
      'داخلي, داخلية, للاستخدام الداخلي, للاستخدام الداخلي فقط, للاستعمال الداخلي, للموظفين فقط, ليس للعملاء, شخصي',
    before: 'سري: الاندماج مع Initech قريب.',
    after: 'لقاء مع كاتب العدل يوم الجمعة، لا تخبر أحدا.',
    stays: 'يتم تجديد المفتاح الخاص كل عام.',
  },
  {
    language: 'Hebrew',
    marks:
      'פרטי, אישי וחסוי, סודי, סודי ביותר, חסוי, בסוד, סוד, בינינו, רק בינינו, לא לשיתוף, לא לשתף, אל תשתף, אל תשתפו, לא להפצה, לא להפיץ, לא לפרסום, לא לפרסם, לא לספר, אל תספר, אל תספרו, לא להעביר, לא לציטוט, אוף רקורד, תחת אמברגו, לא פומבי, לא רשמי',
    phrases:
      'רק בינינו, זה בינינו, שיישאר ביננו, נשאר בינינו, שישאר בינינו, שיישאר בינינו, אל תספר לאף אחד, אל תספרו לאף אחד, לא לספר לאף אחד, אסור שידעו, אף אחד לא צריך לדעת, זה סודי, זה חסוי, בסודי סודות, לא לפרסום, לא להפצה, תחת אמברגו',
    internal: 'פנימי, פנימית, לשימוש פנימי, לשימוש פנימי בלבד, לצוות בלבד, לעובדים בלבד, לא ללקוחות, אישי',
    before: 'סודי: המיזוג עם Initech קרוב.',
    after: 'פגישה עם הנוטריון ביום שישי, לא לספר.',
    stays: 'המפתח הפרטי מתחדש בכל שנה.',
  },
  {
    language: 'Hindi',
    marks:
      'निजी, गोपनीय, अत्यंत गोपनीय, अति गोपनीय, गुप्त, व्यक्तिगत और गोपनीय, हमारे बीच, आपस की बात, साझा न करें, शेयर न करें, साझा मत करना, शेयर मत करना, किसी को न बताएं, किसी को न बताएँ, किसी को मत बताना, न बताएं, सार्वजनिक नहीं, प्रकाशित न करें, आगे न भेजें, अनौपचारिक',
    phrases:
      'हमारे बीच रहे, हमारे बीच की बात, आपस की बात, किसी को न बताएं, किसी को न बताएँ, किसी को मत बताना, किसी को मत बताओ, किसी को पता न चले, यह गोपनीय है, यह निजी है, गोपनीय रखें, गुप्त रखें, अत्यंत गोपनीय, साझा न करें, शेयर न करें, अभी सार्वजनिक नहीं',
    internal:
      'आंतरिक, केवल आंतरिक, आंतरिक उपयोग, आंतरिक उपयोग के लिए, केवल आंतरिक उपयोग के लिए, ग्राहकों के लिए नहीं, व्यक्तिगत',
    before: 'गोपनीय: Initech के साथ विलय निकट है।',
    after: 'शुक्रवार को नोटरी से मुलाकात, किसी को न बताएं।',
    stays: 'निजी कुंजी हर साल बदली जाती है।',
  },
  {
    language: 'Bulgarian, Serbian and Croatian',
    marks:
      'лично и поверително, поверително, строго поверително, секретно, тайна, между нас, не споделяй, не споделяйте, не разпространявай, поверљиво, строго поверљиво, приватно, тајно, међу нама, не дели, povjerljivo, strogo povjerljivo, poverljivo, strogo poverljivo, privatno, tajno, medju nama, među nama, ne dijeliti, ne deliti, ne prosljeđivati, neslužbeno, zaupno, strogo zaupno, zasebno, med nama',
    phrases:
      'нека остане между нас, остава между нас, не казвай на никого, нека остане међу нама, не говори никоме, neka ostane među nama, ostaje među nama, ne govori nikome, nitko ne smije znati, niko ne sme da zna, naj ostane med nama',
    internal:
      'вътрешно, за вътрешна употреба, само за вътрешна употреба, интерно, interno, samo interno, za internu upotrebu, za interno uporabo',
    before: 'Povjerljivo: spajanje s Initechom je blizu.',
    after: 'Sastanak s javnim bilježnikom u petak, ne dijeliti.',
    stays: 'Privatni ključ obnavlja se svake godine.',
  },
  {
    language: 'Vietnamese, Indonesian and Thai',
    marks:
      'riêng tư, bí mật, tuyệt mật, tối mật, bảo mật, không chia sẻ, đừng chia sẻ, không được chia sẻ, đừng nói với ai, chỉ giữa chúng ta, rahasia, sangat rahasia, pribadi, privat, jangan dibagikan, jangan sebarkan, jangan disebarkan, jangan bilang siapa-siapa, antara kita, antara kita saja, sulit, jangan kongsi, ส่วนตัว, ลับ, ลับมาก, ลับสุดยอด, ความลับ, เป็นความลับ, ห้ามแชร์, ห้ามเผยแพร่, อย่าบอกใคร, ระหว่างเรา',
    phrases:
      'đừng nói với ai, chỉ giữa chúng ta, giữ bí mật, jangan bilang siapa-siapa, jangan bilang ke siapa pun, antara kita saja, hanya antara kita, อย่าบอกใคร, ห้ามเผยแพร่, ห้ามแชร์, รู้กันแค่เรา, เก็บเป็นความลับ',
    internal:
      'nội bộ, chỉ nội bộ, lưu hành nội bộ, internal saja, hanya internal, untuk internal, ภายใน, ใช้ภายใน, ใช้ภายในเท่านั้น',
    before: 'Rahasia: penggabungan dengan Initech sudah dekat.',
    after: 'Rapat dengan notaris hari Jumat, jangan dibagikan.',
    stays: 'Kunci privat diperbarui setiap tahun.',
  },
];
