//! German.

use super::Lexicon;

pub(super) static LEXICON: Lexicon = Lexicon {
    joined: false,
    common: &["der", "die", "das", "und", "ist", "nicht", "ein", "eine", "einen", "den", "dem", "mit", "für", "auf", "ich", "du", "wir", "es", "bitte", "wie", "warum", "kannst", "noch", "jetzt", "auch", "von", "zu", "im", "mir", "mich", "dass", "sich", "wo", "gibt", "sollten", "nein", "immer", "weiter", "ja", "geht", "füge", "danke", "hallo", "mach", "was", "nur", "okay", "siehst", "entferne", "meinte", "lass"],
    leads: &["und", "also", "ok", "okay", "gut", "dann", "jetzt", "nun", "so", "aber", "ja", "hm", "hmm", "hallo", "hey", "noch", "bitte noch", "auch", "als nächstes", "zuerst", "danach", "super"],
    agree: &["ja", "ok", "okay", "weiter", "mach weiter", "mach das", "mach es", "weitermachen", "fortfahren", "los", "los gehts", "los geht's", "gerne", "ja gerne", "ja bitte", "klar", "passt", "einverstanden", "genau", "stimmt", "fortsetzen", "klingt gut", "jawohl", "in ordnung", "bitte weiter", "bitte weitermachen"],
    refuse: &["nein", "nicht", "nö", "lieber nicht", "abbrechen", "stopp", "stop"],
    greet: &["hallo", "hi", "hey", "moin", "servus", "guten morgen", "guten tag", "guten abend", "test"],
    thank: &["danke", "vielen dank", "danke dir", "danke schön", "dankeschön", "besten dank", "merci"],
    choose: &["option*", "variante*", "die erste*", "die zweite*", "die dritte*", "das erste*", "das zweite*", "der erste*", "der zweite*", "beide", "beides", "alle", "nummer*", "a", "b", "c", "1", "2", "3", "die letzte*", "keine"],
    explore: &["was wäre wenn", "was wenn", "sollten wir", "sollte ich", "soll ich lieber", "was hältst du", "was denkst du", "was meinst du", "wie siehst du", "meinst du", "denkst du", "macht es sinn", "würde es sinn", "ergibt es sinn", "lohnt es sich", "lohnt sich", "wäre es besser", "wäre es sinnvoll", "ist es sinnvoll", "besser wäre", "vor- und nachteile", "vor und nachteile", "welche möglichkeiten", "welche optionen", "welche alternativen", "lass uns überlegen", "lass uns diskutieren", "lass uns besprechen", "ich überlege", "ich frage mich", "bin mir nicht sicher", "wie könnten wir", "wie sollten wir", "oder lieber", "oder besser", "angenommen", "was empfiehlst", "was würdest du"],
    can_you: &["kannst du", "könntest du", "können sie", "könnten sie", "könnt ihr", "würdest du", "magst du", "wärst du so", "können wir", "könnten wir", "kann man"],
    please: &["bitte", "hilf mir", "hilf", "helfen sie"],
    want: &["ich möchte", "ich will", "ich brauche", "ich hätte gern", "ich hätte gerne", "ich würde gern", "ich würde gerne", "wir brauchen", "wir wollen", "wir möchten", "wir müssen", "es wäre schön", "es wäre gut", "wäre schön", "wäre gut", "wäre toll", "wünsche mir", "muss noch", "müssen noch", "brauchen wir noch", "ich benötige", "wir benötigen"],
    lets: &["lass uns", "lasst uns", "wir machen", "machen wir"],
    should: &["sollte", "sollten", "soll", "muss", "müsste", "müssen"],
    explain: &["erkläre", "erklär", "erklären", "beschreibe", "erläutere", "sag mir", "erzähl", "verrate mir"],
    question: &["^was", "^wie", "^warum", "^wieso", "^weshalb", "^wo", "^woher", "^wohin", "^wann", "^wer", "^welche*", "^wieviel*", "^gibt es", "^ist", "^sind", "^war", "^hat", "^hast du", "^haben", "^kann ich", "^kann es", "^funktioniert", "^geht das", "^weißt du", "^siehst du", "^bist du", "^muss ich", "^brauche ich", "^brauchen wir"],
    correct: &["^nein", "ich meinte", "ich meine", "gemeint war", "nicht die", "nicht das", "nicht der", "nicht den", "sondern", "stattdessen", "statt", "anstatt", "eigentlich", "moment", "warte", "doch lieber", "falsch verstanden", "missverstanden"],
    restrict: &["^nur", "nur im", "nur in", "nur für", "^ohne", "^außer", "auch für", "auch im", "^verwende", "^nimm"],
    fact: &["habe ich schon", "hab ich schon", "ich habe schon", "ich hab schon", "ich habe bereits", "liegt in", "liegt im", "ist in", "ist im", "heißt", "steht in", "wir nutzen", "wir verwenden", "ich nutze", "ich verwende"],
    forbid: &["^nicht", "lass die finger", "fass * nicht", "ändere nicht*", "ändere nichts", "nicht anfassen", "^kein", "^keine"],
    command: &["^füg*", "^entfern*", "^lösch*", "^änder*", "^mach", "^mache", "^erstell*", "^schreib*", "^prüf*", "^überprüf*", "^teste", "^test", "^führ*", "^start*", "^stopp*", "^bau*", "^beheb*", "^fix*", "^reparier*", "^korrigier*", "^aktualisier*", "^update", "^ersetz*", "^verschieb*", "^benenn*", "^umbenenn*", "^refaktorier*", "^refactor*", "^vereinfach*", "^optimier*", "^verbesser*", "^zeig*", "^such*", "^finde", "^find", "^schau*", "^guck*", "^lies", "^les*", "^analysier*", "^vergleich*", "^fass*", "^installier*", "^deploy*", "^commit*", "^committe*", "^push*", "^merge", "^pull", "^setz*", "^nutze", "^nutz", "^verwend*", "^nimm", "^geh*", "^gib", "^leg*", "^bring*", "^sorg*", "^stell*", "^übersetz*", "^dokumentier*", "^implementier*", "^generier*", "^konfigurier*", "^räum*", "^öffne", "^schließ*", "^kopier*", "^lad*", "^speicher*", "^mach*", "^versuch*", "^probier*", "^untersuch*", "^lass", "^bereinig*", "^ergänz*", "^erweiter*", "^baue", "^trenn*", "^extrahier*", "^lager*", "^nenn*", "^pack*", "^integrier*", "schreibe", "füge"],
    fault: &["funktioniert nicht", "geht nicht", "klappt nicht", "fehler", "fehlt", "fehlen", "kaputt", "schlägt fehl", "fehlgeschlagen", "stürzt ab", "abgestürzt", "hängt", "problem", "probleme", "bug", "falsch", "leer", "langsam", "passiert nichts", "nichts passiert", "ich sehe keine", "ich sehe nicht", "wird nicht", "werden nicht", "kann nicht", "lässt sich nicht", "nicht gefunden", "bricht ab", "rot", "verschwunden", "konflikt*"],
    displease: &["immer noch nicht", "immer noch", "noch immer", "schon wieder", "wieder nicht", "gefällt mir nicht", "nicht gut", "schlecht", "schlechter", "schlimmer", "hässlich", "das ist falsch", "das stimmt nicht", "nicht das was ich", "warum hast du", "du hast * gelöscht", "mist", "quatsch", "blöd*"],
    praise: &["super", "perfekt", "toll", "klasse", "sehr gut", "gut gemacht", "prima", "wunderbar", "großartig", "genial", "ausgezeichnet", "funktioniert jetzt", "jetzt funktioniert", "jetzt geht", "funktioniert es", "sieht gut aus", "sehen gut aus", "gefällt mir", "spitze", "funktioniert"],
    urgent: &["dringend", "sofort", "eilig", "produktion steht", "produktion ist down", "deadline", "umgehend", "notfall"],
    pressing: &["schnell", "beeil dich", "so schnell wie möglich", "endlich", "jetzt sofort", "warten darauf"],
    repair: &["beheb*", "fix*", "reparier*", "prüf*", "schau*", "korrigier*", "hilf"],
    elsewhere: &["es$", "das$", "^geht", "die andere*", "^mach das", "nochmal", "noch mal"],
};
