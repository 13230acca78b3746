/**
 * What is said of people at work and is not for outsiders: pay, health, dismissal, how someone performs, family, faith. Words are separated
 * by commas, are matched in any case and without accents; a star stands for an ending, and one in front for a beginning (`*gehalt`).
 * To add a language, add a row: test/context/people-topics.tests.ts holds its example and its near miss.
 */
export interface PeopleTopics {
  language: string;
  topics: string;
  example: string;
  /** A sentence with a like word that tells of no one. */
  stays: string;
}

export const peopleTopics: readonly PeopleTopics[] = [
  {
    language: 'English',
    topics:
      'salary, salaries, pay rise, pay rises, more money, more pay, warning letter, warning letters, heart attack, autistic, dyslexic, bipolar, adhd, stroke victim, drinks too much, goes to church, goes to mosque, joined the union, joins the union, left the union, part ways with, parting ways with, did not get the job, failed the interview, having a baby, split up with, pay raise, pay raises, payraise, pay cut, pay cuts, pay gap, pay band, pay grade, pay review, payslip, payslips, pay slip, pay talk, pay talks, take-home pay, base pay, severance, severance package, a raise, his raise, her raise, their raise, raise request, bonus, bonuses, annual bonus, wage, wages, stipend, remuneration, compensation package, compensation review, compensation talk, total compensation, stock options, equity grant, paid less, paid more, underpaid, overpaid, earns more, earns less, garnishment, sick leave, sick-leave, sick note, sick pay, off sick, on sick, called in sick, calls in sick, is sick, was sick, been ' +
      'sick, medical leave, medical condition, medical certificate, medical reasons, health reasons, health problem, health problems, health issue, health issues, health condition, his health, her health, mental health, burnout, burn-out, burned out, burnt out, depression, depressed, anxiety, therapy, therapist, diagnosed with, his diagnosis, her diagnosis, cancer, chemo, chemotherapy, surgery, operation on his, operation on her, miscarriage, disability, disabled person, pregnant, pregnancy, expecting a baby, maternity leave, maternity, paternity leave, parental leave, fertility, ivf, rehab, alcoholic, addiction, drinking problem, hiv, aids test, dismissal, dismissals, unfair dismissal, layoff, layoffs, lay off, lay offs, laid off, lay-off, lay-offs, redundancy package, redundancies, made redundant, being made redundant, getting fired, get fired, got fired, gets fired, let go of, letting go of, be let go, was let go, were let go, being let go, termination of employment, termination ' +
      'agreement, termination letter, termination talk, employment termination, notice period, handed in notice, handed in his notice, handed in her notice, gave notice, resignation, resigned, resigning, resigns, wants to quit, is quitting, will quit, quit his job, quit her job, wants to leave the company, is leaving the company, will leave the company, leave the company, looking for another job, looking for a new job, interviewing elsewhere, performance review, performance reviews, performance appraisal, performance improvement plan, on a pip, put on pip, underperform, underperforms, underperforming, underperformance, underperformer, low performer, poor performance of, poor performer, weak performer, performance issues with, performance problems with, written warning, verbal warning, final warning, formal warning, disciplinary, misconduct, harassment, grievance, hr complaint, hr case, hr investigation, complaint against, not promoted, passed over for promotion, demotion, demoted, probation ' +
      'period, probation review, probationary, failed probation, hiring decision, hiring committee, job offer, offer letter, reject the candidate, rejecting the candidate, rejected the candidate, reject candidate, candidate rejected, rejected candidate, reject the applicant, rejected the applicant, declined the candidate, turned down the candidate, hire the candidate, job candidate, job candidates, job interview, job applicant, job applicants, job application, job applications, reference check, background check, criminal record, divorce, divorced, divorcing, custody of, custody battle, marriage problems, marital, separated from his wife, separated from her husband, affair with, sexual orientation, came out as, transgender, gay, lesbian, religion, religious, muslim, jewish, catholic, christian faith, hindu, atheist, ramadan, union member, union membership, trade union, labor union, labour union, works council, strike vote, political party, political views, party member, immigration status, ' +
      'visa status, work permit, asylum, personal debt, bankruptcy of his, bankruptcy of her, in debt, funeral, bereavement, suicide, suicidal, domestic violence, arrested, prison sentence, ethnicity, salary band, salary bands, headcount cut, headcount reduction',
    example: 'Priya asks for a higher salary in spring.',
    stays: 'The performance of the query doubled after the health check.',
  },
  {
    language: 'German',
    topics:
      'gehalt, gehalts*, gehalter, gehaltern, *gehalt, *gehalter, lohn, lohne, lohns, lohnerhohung*, lohnkurzung*, stundenlohn, monatslohn, bonuszahlung*, bonus, boni, abfindung*, mehr geld, weniger geld, will mehr verdienen, gehaltserhohung*, vergutungsverhandlung*, verdient zu wenig, verdient mehr als, krankgeschrieben, krankschreibung*, krankmeldung*, krank, krankheit*, erkrankt*, erkrankung*, gesundheitlich*, gesundheitszustand, burnout, burn-out, depression*, psychisch*, therapie, diagnose bei, krebs, schwanger*, schwangerschaft*, mutterschutz, elternzeit, behinderung*, schwerbehindert*, kundigung von, kundigungen, kundigungsgesprach*, kundigung, kundigen will, gekundigt, entlassung*, entlassen, stellenabbau, aufhebungsvertrag*, abmahnung*, abgemahnt, leistungsbeurteilung*, leistungsbewertung*, mitarbeitergesprach*, minderleist*, probezeit*, verwarnung, disziplinar*, bewerber*, bewerbung von, bewerbungsgesprach*, vorstellungsgesprach*, absage an, kandidaten ab, kandidatin ab, scheidung*, geschieden*, sorgerecht, religion*, konfession*, muslim*, judisch*, katholisch*, gewerkschaft*, betriebsrat*, vorstrafe*, insolvenz von, verschuldet, will die firma verlassen, verlasst die firma, verlasst das unternehmen, sucht einen neuen job, belastigung*, mobbing',
    example: 'Priya verlangt im Frühjahr mehr Gehalt.',
    stays: 'Der Dienst wird nach dem Test beendet, die Leistung der Abfrage steigt.',
  },
  {
    language: 'French',
    topics:
      "salaire*, salariale, salarial, augmentation de salaire, remuneration*, prime de, prime annuelle, bonus, paie, fiche de paie, indemnite*, arret maladie, arret de travail, conge maladie, en maladie, malade, maladie*, probleme de sante, problemes de sante, sa sante, depression, burn-out, burnout, therapie, cancer, enceinte, grossesse, conge maternite, conge paternite, conge parental, handicap*, licenciement*, licencie, licenciee, licencier, rupture conventionnelle, demission*, demissionne*, suppression de postes, plan social, avertissement ecrit, sanction disciplinaire, entretien annuel, evaluation annuelle, evaluation de performance, periode d'essai, entretien d'embauche, candidature de, candidat refuse, refuser le candidat, rejeter le candidat, embauche de, divorce*, garde des enfants, religion*, musulman*, juif, juive, catholique, syndicat*, syndique*, syndicale, harcelement, casier judiciaire, veut quitter l'entreprise, va quitter l'entreprise",
    example: 'Priya demande une augmentation de salaire au printemps.',
    stays: 'La performance de la requête a doublé après le contrôle.',
  },
  {
    language: 'Spanish',
    topics:
      'salario*, sueldo*, mas dinero, aumento de sueldo, aumento salarial, salarial, salariales, nomina de, bonificacion, bono anual, prima anual, indemnizacion*, finiquito, baja medica, baja por enfermedad, esta de baja, estara de baja, de baja por, enfermo, enferma, enfermedad*, problemas de salud, problema de salud, su salud, depresion, burnout, terapia, cancer, embarazada*, embarazo*, baja por maternidad, baja maternal, permiso de paternidad, discapacidad*, despido*, despedir a, despedido, despedida de la empresa, despediran, dimision, dimite, renuncia de, recorte de plantilla, amonestacion*, sancion disciplinaria, evaluacion de desempeno, evaluacion del desempeno, bajo rendimiento de, periodo de prueba de, entrevista de trabajo, rechazar al candidato, rechazar a la candidata, candidato rechazado, candidata rechazada, contratacion de, divorcio*, divorciado, divorciada, divorcia*, custodia, religion*, musulman*, judio, judia, catolico, sindicato*, sindical*, acoso, antecedentes penales, quiere dejar la empresa, deja la empresa',
    example: 'Priya pide un aumento de sueldo en primavera.',
    stays: 'El rendimiento de la consulta se duplicó.',
  },
  {
    language: 'Italian',
    topics:
      'stipendio*, stipendi, retribuzione*, retribuzioni, aumento di stipendio, busta paga, bonus, premio annuale, liquidazione di, buonuscita, malattia, malattie, in malattia, congedo per malattia, malato, malata, problemi di salute, problema di salute, sua salute, depressione, burnout, terapia, cancro, tumore, incinta, gravidanza, maternita, congedo parentale, congedo di paternita, disabilita, licenziamento, licenziamenti, licenziato, licenziata, licenziare, licenzier*, piu soldi, dimissioni, dimette*, esuberi, richiamo scritto, lettera di richiamo, provvedimento disciplinare, valutazione annuale, valutazione delle prestazioni, periodo di prova di, colloquio di lavoro, respingere il candidato, rifiutare il candidato, candidato respinto, candidata respinta, assunzione di, divorzio, divorzi, divorziato, divorziata, affidamento dei figli, religione, religioso, musulmano, musulmana, ebreo, ebrea, sindacato*, sindacale, sindacati, molestie, mobbing, fedina penale, vuole lasciare l’azienda',
    example: 'Priya chiede un aumento di stipendio in primavera.',
    stays: 'Le prestazioni della query sono raddoppiate.',
  },
  {
    language: 'Portuguese',
    topics:
      'salario*, salariais, salarial, aumento salarial, aumento de salario, bonus, bonificacao, indemnizacao, indenizacao, rescisao*, baixa medica, licenca medica, esta de baixa, de baixa medica, atestado medico, doente, doenca*, problemas de saude, problema de saude, sua saude, depressao, burnout, terapia, cancro, cancer, gravida*, gravidez, gestante, licenca-maternidade, licenca maternidade, licenca de maternidade, licenca paternidade, deficiencia de, despedimento*, despedir*, despedido, despedida da empresa, demissao*, demissoes, demitir, demitido, demitida, pediu demissao, layoff*, advertencia escrita, processo disciplinar, avaliacao de desempenho, baixo desempenho de, periodo experimental, entrevista de emprego, rejeitar o candidato, recusar o candidato, candidato rejeitado, candidata rejeitada, contratacao de, divorcio*, divorciad*, guarda dos filhos, religiao, religioes, muculman*, judeu, judia, catolico, sindicato*, sindical*, assedio, antecedentes criminais, quer sair da empresa',
    example: 'A Priya pede um aumento de salário na primavera.',
    stays: 'O desempenho da consulta duplicou.',
  },
  {
    language: 'Dutch',
    topics:
      'salaris*, salarissen, loon, loonsverhoging*, opslag vragen, loonstrook*, bonus*, ontslagvergoeding*, ziekteverlof, ziekmelding*, ziek, ziekgemeld, ziekte, ziekteverzuim, gezondheidsprobleem, gezondheidsproblemen, haar gezondheid, zijn gezondheid, depressie*, burn-out, burnout, therapie, kanker, zwanger*, zwangerschap*, zwangerschapsverlof, ouderschapsverlof, arbeidsongeschikt*, ontslag*, ontslagen, ontslaan, reorganisatieontslag*, vaststellingsovereenkomst*, schriftelijke waarschuwing, functioneringsgesprek*, beoordelingsgesprek*, disfunctioner*, proeftijd*, sollicitatie*, sollicitant*, kandidaat afwijzen, kandidaat afgewezen, scheiding van, echtscheiding*, gescheiden van, voogdij, religie*, geloof van, moslim*, joods*, katholiek*, vakbond*, ondernemingsraad, pesterij*, strafblad',
    example: 'Priya vraagt in het voorjaar om een hoger salaris.',
    stays: 'De prestaties van de query zijn verdubbeld.',
  },
  {
    language: 'Polish',
    topics:
      'wynagrodzen*, pensja, pensji, pensje, pensja, pensje, podwyzk*, podwyzek, premia, premii, premie, premiow*, zarobk*, zarabia, odpraw*, zwolnieni* lekarsk*, zwolnienie lekarskie, zwolnieniu lekarskim, l4, choroba, choroby, choroba, choruje, chora, chory, problemy ze zdrowiem, problemy zdrowotne, zdrowie psychiczne, depresj*, wypalenie zawodowe, terapi*, rak piersi, ciaza, ciazy, w ciazy, macierzynski*, rodzicielski*, niepelnosprawn*, zwolnienie z pracy, zwolnic, zwolniony z, zwolniona z, zwolnienia grupowe, zwolnien, wypowiedzenie, wypowiedzenia, nagana, nagany, upomnienie, ocena pracownicza, oceny pracownicze, ocena roczna, okres probny, rozmowa kwalifikacyjna, odrzucic kandydata, odrzucenie kandydata, kandydat odrzucony, zatrudnienie kandydata, rozwod*, rozwodz*, opieka nad dziecmi, religi*, wyznani*, muzulman*, zyd, katolik*, zwiazek zawodowy, zwiazku zawodowego, zwiazki zawodowe, mobbing*, molestowani*',
    example: 'Priya prosi wiosną o podwyżkę.',
    stays: 'Wydajność zapytania wzrosła dwukrotnie.',
  },
  {
    language: 'Swedish, Danish and Norwegian',
    topics:
      'hogre lon, hojere lon, hoyere lon, mer i lon, mere i lon, min lon, hennes lon, hans lon, lonen, lonesamtal*, lonesamtale*, lonesamtalen, lonesamtal, lonehojning*, lønforhøjelse*, lønsamtale*, lønnsforhøyelse*, lønnsøkning*, lønnssamtale*, loneforhoj*, lonehoj*, lonforhandl*, lønforhandl*, lønnsforhandl*, løn, lønnen, lønn, lønnen, bonus*, avgangsvederlag*, fratrædelse*, sluttpakke*, sjukskriv*, sjukskriven, sygemeldt, sygemelding*, sygdom*, sykmeldt, sykmelding*, sykdom*, sykemeld*, sjuk, sjukdom*, syg, syk, halsoproblem*, helbredsproblem*, helseproblem*, depression*, depresjon*, utbrand*, utbrent*, udbrændt, stresssygemeld*, terapi, kraftsjukdom, cancer, kreft, kræft, gravid*, graviditet*, foraldraledig*, foreldrepermisjon*, barselsorlov*, mammaledig*, permittering*, uppsagning*, uppsagd, sagt upp sig, avsked*, avskedigelse*, oppsigelse*, oppsagt, opsigelse*, opsagt, fyret, fyring*, sparken, sparket, skriftlig varning, skriftlig advarsel, medarbetarsamtal*, medarbejdersamtale*, medarbeidersamtale*, utvecklingssamtal*, provanstallning*, prøvetid*, anstallningsintervju*, jobbintervju*, jobsamtale*, avsla kandidaten, avvisa kandidaten, avvise kandidaten, afvise kandidaten, skilsmassa*, skilsmisse*, skild fran, skilt fra, vardnad om, religion*, muslim*, katolik*, facket, fackforening*, fackligt, fagforening*, trakasseri*, mobbning, mobning, mobbing, chikane',
    example: 'Priya ber om högre lön i vår.',
    stays: 'Frågans prestanda fördubblades.',
  },
  {
    language: 'Finnish',
    topics:
      'palkka, palkan, palkkaa, palkat, palkkoja, palkank*, palkkaneuvottelu*, palkkakeskustelu*, bonus, bonukset, bonusta, erokorvau*, sairausloma*, sairaslom*, sairas, sairaana, sairau*, terveysongelm*, masennus*, masentunut, tyouupumu*, burnout, terapia*, syopa*, raskaana, raskaus*, aitiysloma*, vanhempainvapaa*, irtisano*, potkut, lomautu*, lomautet*, varoitus tyontekij*, kirjallinen varoitus, kehityskeskustelu*, koeaika*, tyohaastattelu*, hakija hylat*, hylata hakija, avioero*, eroaa puolisosta, uskonto*, uskonno*, muslimi*, ammattiliit*, luottamusmie*, hairinta*, tyopaikkakiusaami*',
    example: 'Priya pyytää keväällä korkeampaa palkkaa.',
    stays: 'Kyselyn suorituskyky kaksinkertaistui.',
  },
  {
    language: 'Czech and Slovak',
    topics:
      'plat, platu, platy, platov*, mzda, mzdy, mzdu, mzdov*, zvyseni platu, zvysenie platu, odmena pro, bonus, bonusy, odstupne, nemocensk*, pracovni neschopnost, pn-ka, nemoc, nemoci, nemocny, nemocna, choroba, zdravotni problemy, zdravotne problemy, deprese, depresia, vyhoreni, terapie, rakovin*, tehotn*, materska, materskou, rodicovsk*, invalidni duchod*, invalidita, invalidity, invalidny dochodok, vypoved z prace, vypoved, vypovede, propusteni, propousteni, propustit, prepustani*, prepustit, hromadne propousteni, vytka, napomenuti, hodnoceni zamestnanc*, hodnotici pohovor, zkusebni doba, zkusebni dobe, pracovni pohovor, odmitnout kandidata, odmitnuti kandidata, odmietnut kandidata, rozvod*, rozvadi, rozvedl*, nabozenstv*, muslim*, katolik*, odbory, odboroveho svazu, odborar*, odborov*, obtezovani, sikana',
    example: 'Priya žádá na jaře o zvýšení platu.',
    stays: 'Výkon dotazu se zdvojnásobil.',
  },
  {
    language: 'Russian and Ukrainian',
    topics:
      'зарплат*, заработн* плат*, оклад, оклада, оклады, повышение зарплаты, преми* за, премия, премии, премию, бонус, бонусы, компенсация при увольнении, выходное пособие, больничн*, болезн*, болеет, заболел*, болен, больна, проблемы со здоровьем, состояние здоровья, депресси*, выгорани*, терапи*, рак груди, онкологи*, беременн*, декрет*, инвалидност*, увольнени*, увольня*, уволен*, уволить, уволил*, уволят, сокращение штата, выговор*, дисциплинарн*, аттестаци*, оценка сотрудник*, низкая эффективность сотрудник*, испытательн* срок*, собеседовани*, отказать кандидат*, отказ кандидат*, отклонить кандидат*, развод с, развод, развода, разводе, разводится, разведен*, опека над, религи*, вероисповедани*, мусульман*, православн*, иудей*, профсоюз*, домогательств*, судимост*, зарплатн*, заробітн* плат*, платня, підвищення зарплати, премія, премії, лікарнян*, хвороб*, хворіє, захворі*, депресі*, вигоранн*, вагітн*, декретн*, інвалідніст*, звільнен*, звільняє*, звільнити, скорочення штату, догана, догани, випробувальн*, співбесід*, відмовити кандидат*, відхилити кандидат*, розлуче*, релігі*, віросповіданн*, профспілк*, домаганн*, судиміст*',
    example: 'Прия весной просит о повышении зарплаты.',
    stays: 'Производительность запроса выросла вдвое.',
  },
  {
    language: 'Turkish',
    topics:
      'maas, maasi, maaslar, maasina, maasini, maas zammi, zam istiyor, zam istedi, ucret artisi, prim odemesi, ikramiye, tazminat*, hastalik izni, raporlu, hasta, hastalik*, hastaligi, saglik sorunu, saglik sorunlari, depresyon*, tukenmislik, terapi, kanser*, hamile*, gebelik*, dogum izni, babalik izni, engelli raporu, isten cikar*, isten atil*, isten ayril*, kovul*, istifa*, performans degerlendirme*, dusuk performansli, yazili uyari, ihtar, deneme suresi, is gorusmesi, adayi reddet*, aday reddedil*, ise alim karari, bosanma*, bosaniyor, bosandi, velayet, dini inanc*, musluman*, yahudi, sendika*, taciz, mobbing, sabika*',
    example: 'Priya ilkbaharda maaş zammı istiyor.',
    stays: 'Sorgunun performansı iki katına çıktı.',
  },
  {
    language: 'Greek',
    topics:
      'μισθο*, μισθος, μισθου, αυξηση μισθου, αποδοχες, μπονους, αποζημιωσ* απολυσ*, αποζημιωση, αναρρωτικ*, αδεια ασθενειας, ασθενεια*, αρρωστ*, προβληματα υγειας, προβλημα υγειας, καταθλιψ*, εξουθενωσ*, ψυχοθεραπει*, καρκιν*, εγκυ*, εγκυμοσυν*, αδεια μητροτητας, αναπηρι*, απολυσ*, απολυθ*, απολυετ*, παραιτ*, αξιολογηση προσωπικου, αξιολογηση αποδοσης, γραπτη προειδοποιηση, πειθαρχικ*, δοκιμαστικη περιοδο*, συνεντευξη εργασιας, απορριψη υποψηφι*, διαζυγι*, χωριζει, επιμελεια παιδι*, θρησκει*, μουσουλμαν*, συνδικατ*, σωματειο, παρενοχλησ*',
    example: 'Η Πρίγια ζητά αύξηση μισθού την άνοιξη.',
    stays: 'Η απόδοση του ερωτήματος διπλασιάστηκε.',
  },
  {
    language: 'Hungarian',
    topics:
      'fizeteseme*, fizetese, fizetesi alku, fizetesi igeny*, ber, bere, berek, beremel*, bertargyal*, jutalom*, bonusz*, vegkielegites*, betegszabadsag*, tappenz*, beteg, betegseg*, egeszsegi problem*, egeszsegi allapot*, depresszio*, kieges*, terapia*, rakos, terhes*, varandos*, szulesi szabadsag*, gyes, gyed, rokkant*, elbocsat*, kirug*, felmond*, leepites*, irasbeli figyelmeztetes*, fegyelmi*, teljesitmenyertekel*, probaido*, allasinterju*, jelolt elutasit*, elutasitottuk a jelolt*, valas, valasa, valik a, valofelben, gyerekelhelyezes, vallasa, vallasi, muszlim*, zsido*, katolikus*, szakszervezet*, zaklatas*',
    example: 'Priya tavasszal fizetésemelést kér.',
    stays: 'A lekérdezés teljesítménye megduplázódott.',
  },
  {
    language: 'Romanian',
    topics:
      'salariu*, salarii*, salarial*, salariz*, marire de salariu, marire salariala, prima anuala, bonus*, compensatie la plecare, concediu medical, bolnav*, boala, boli, imbolnavit*, probleme de sanatate, problema de sanatate, depresi*, epuizare, terapie, cancer, insarcinat*, sarcina lui, gravid*, concediu de maternitate, concediu paternal, concedier*, concediat*, concedia, demisi*, disponibiliz*, avertisment scris, sanctiune disciplinara, evaluare anuala, evaluarea performantei, perioada de proba, interviu de angajare, respingerea candidat*, candidat respins, divort*, custodie, religie*, religios*, musulman*, evreu, sindicat*, hartuire*, cazier*',
    example: 'Priya cere o mărire de salariu în primăvară.',
    stays: 'Performanța interogării s-a dublat.',
  },
  {
    language: 'Japanese',
    topics:
      '給料, 給与, 昇給, 賃金, 年収, 月給, 賞与, ボーナス, 報酬改定, 退職金, 病気, 病欠, 休職, 傷病, 健康問題, 体調不良, うつ病, 鬱病, 鬱, メンタルヘルス, 適応障害, 癌, 入院, 通院, 妊娠, 出産, 産休, 育休, 障害者手帳, 解雇, リストラ, 退職, 辞職, 辞めたい, 辞める, クビ, 転職, 人事評価, 人事考課, 業績評価, 始末書, 懲戒, 降格, 昇進, 試用期間, 採用面接, 不採用, 内定, 候補者を不採用, 離婚, 親権, 宗教, 信仰, 労働組合, 組合員, ハラスメント, セクハラ, パワハラ, 前科',
    example: 'プリヤは春に昇給を希望している。',
    stays: 'クエリの性能が二倍になった。',
  },
  {
    language: 'Chinese',
    topics:
      '工资, 工資, 薪资, 薪資, 薪水, 薪酬, 加薪, 涨薪, 漲薪, 调薪, 調薪, 降薪, 年薪, 月薪, 奖金, 獎金, 年终奖, 年終獎, 补偿金, 補償金, 遣散费, 遣散費, 病假, 生病, 患病, 疾病, 健康问题, 健康問題, 健康状况不, 抑郁, 抑鬱, 心理健康, 住院, 癌症, 手术, 怀孕, 懷孕, 产假, 產假, 陪产假, 育儿假, 流产, 残疾, 解雇, 解僱, 辞退, 辭退, 开除, 開除, 裁员, 裁員, 离职, 離職, 辞职, 辭職, 被炒, 绩效考核, 績效考核, 绩效评估, 績效評估, 绩效面谈, 绩效不佳, 书面警告, 書面警告, 处分, 试用期, 試用期, 面试者, 应聘, 應聘, 拒绝候选人, 拒絕候選人, 淘汰候选人, 候选人被拒, 离婚, 離婚, 抚养权, 宗教信仰, 信仰, 穆斯林, 工会, 工會, 骚扰, 騷擾, 犯罪记录',
    example: '普里亚希望春天加薪。',
    stays: '查询的性能提高了一倍。',
  },
  {
    language: 'Korean',
    topics:
      '급여, 연봉, 월급, 임금, 봉급, 임금 인상, 성과급, 상여금, 보너스, 퇴직금, 위로금, 병가, 아파서, 질병, 투병, 건강 문제, 건강문제, 건강 악화, 우울증, 번아웃, 암 진단, 수술, 입원, 임신, 출산휴가, 출산 휴가, 육아휴직, 육아 휴직, 장애인 등록, 해고, 정리해고, 구조조정, 권고사직, 사직, 퇴사, 이직, 인사평가, 인사 평가, 인사고과, 성과 평가, 저성과자, 경고장, 징계, 강등, 승진, 수습 기간, 채용 면접, 지원자 탈락, 불합격, 후보자를 탈락, 이혼, 양육권, 종교, 신앙, 노동조합, 노조, 성희롱, 괴롭힘, 전과 기록',
    example: '프리야는 봄에 연봉 인상을 원한다.',
    stays: '쿼리 성능이 두 배가 되었다.',
  },
  {
    language: 'Arabic',
    topics:
      'راتب, الراتب, راتبها, راتبه, رواتب, الرواتب, زيادة الراتب, علاوة سنوية, مكافأة, مكافاة, المكافأة, اجر شهري, اجازة مرضية, الاجازة المرضية, مريض, مريضة, مرض, المرض, مرضها, مرضه, مشاكل صحية, مشكلة صحية, حالته الصحية, حالتها الصحية, اكتئاب, الاكتئاب, سرطان, السرطان, هي حامل, انها حامل, حامل في, اجازة امومة, اجازة الامومة, اعاقة, فصل من العمل, الفصل من العمل, فصلها من, فصله من, طرد من, تسريح*, التسريح, استقال*, الاستقالة, انذار خطي, انذار كتابي, تقييم الاداء, تقييم اداء, فترة التجربة, مقابلة عمل, رفض المرشح, رفض المرشحة, طلاق, الطلاق, طلاقها, طلاقه, حضانة, دينه, دينها, ديانة, الديانة, نقابة, النقابة, تحرش, التحرش, سوابق جنائية',
    example: 'تطلب بريا زيادة الراتب في الربيع.',
    stays: 'تضاعفت سرعة الاستعلام.',
  },
  {
    language: 'Hebrew',
    topics:
      'שכר, משכורת, משכורות, המשכורת, משכורתה, השכר, העלאת שכר, העלאה בשכר, בונוס, הבונוס, מענק, פיצויי פיטורים, פיצויים, חופשת מחלה, ימי מחלה, חולה, מחלה, מחלתו, מחלתה, בעיות בריאות, בעיה בריאותית, מצבה הבריאותי, מצבו הבריאותי, דיכאון, שחיקה, סרטן, הריון, היריון, בהריון, בהיריון, חופשת לידה, נכות, פיטורים, פיטורין, הפיטורים, לפטר, פוטר, פוטרה, מפטרים, התפטר*, התפטרות, קיצוצים בכוח אדם, הערכת עובד, הערכת עובדים, הערכת ביצועים, שימוע, אזהרה בכתב, תקופת ניסיון, ראיון עבודה, לדחות את המועמד*, דחיית המועמד*, גירושין, גירושים, מתגרש*, התגרש*, משמורת, דתו, דתה, אמונה דתית, מוסלמי*, איגוד עובדים, ועד עובדים, ועד העובדים, הטרדה, עבר פלילי',
    example: 'פריה מבקשת העלאת שכר באביב.',
    stays: 'ביצועי השאילתה הוכפלו.',
  },
  {
    language: 'Hindi',
    topics:
      'वेतन, तनख्वाह, तनख़्वाह, सैलरी, वेतन वृद्धि, बोनस, मुआवज़ा, बीमारी, बीमार, मेडिकल लीव, स्वास्थ्य समस्या, सेहत खराब, अवसाद, डिप्रेशन, कैंसर, गर्भवती, गर्भावस्था, प्रेग्नेंट, मातृत्व अवकाश, विकलांग, बर्खास्त, बर्खास्तगी, छंटनी, छँटनी, नौकरी से निकाल, इस्तीफा, इस्तीफ़ा, प्रदर्शन मूल्यांकन, परफॉर्मेंस रिव्यू, लिखित चेतावनी, परिवीक्षा, नौकरी का इंटरव्यू, उम्मीदवार को अस्वीकार, उम्मीदवार को रिजेक्ट, तलाक, तलाक़, धर्म, धार्मिक, मुस्लिम, मजदूर संघ, यूनियन सदस्य, उत्पीड़न',
    example: 'प्रिया वसंत में वेतन वृद्धि चाहती है।',
    stays: 'क्वेरी की गति दोगुनी हो गई।',
  },
];
