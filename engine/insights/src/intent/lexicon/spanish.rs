//! Spanish, with the voseo of the Río de la Plata.

use super::Lexicon;

pub(super) static LEXICON: Lexicon = Lexicon {
    joined: false,
    common: &["el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "es", "no", "por", "para", "con", "del", "al", "se", "me", "lo", "qué", "cómo", "dónde", "esto", "este", "esta", "pero", "puedes", "está", "más", "si", "sí", "favor", "quiero", "necesito", "hola", "gracias", "sigue", "funciona", "corrige", "agrega", "añade", "segunda", "opción", "continúa", "perfecto", "podes", "podés", "sin", "deberíamos", "siguiente", "usa", "haz", "otro", "hay", "como"],
    leads: &["y", "ahora", "ok", "bueno", "entonces", "luego", "después", "también", "pero", "hola", "bien", "primero", "vale", "perfecto", "genial", "solo", "a ver", "además", "mira"],
    agree: &["sí", "si", "ok", "vale", "dale", "continúa", "continua", "sigue", "adelante", "de acuerdo", "claro", "hazlo", "procede", "continuar", "seguir", "está bien", "sí por favor", "si por favor", "correcto", "exacto", "siguiente", "sigamos", "sí adelante", "bueno", "listo"],
    refuse: &["no", "nop", "mejor no", "cancela", "para"],
    greet: &["hola", "buenas", "buenos días", "buenas tardes", "buenas noches", "qué tal", "prueba", "test"],
    thank: &["gracias", "muchas gracias", "mil gracias", "gracias por todo"],
    choose: &["opción*", "la opción*", "la primera*", "la segunda*", "la tercera*", "el primero*", "el segundo*", "el tercero*", "ambos", "ambas", "los dos", "las dos", "todas", "todos", "la última", "el último", "ninguna", "ninguno", "a", "b", "c", "1", "2", "3"],
    explore: &["qué tal si", "y si", "qué pasa si", "qué pasaría si", "qué te parece", "que te parece", "qué opinas", "que opinas", "qué piensas", "qué crees", "crees que", "deberíamos", "debería usar", "debería yo", "vale la pena", "tiene sentido", "tendría sentido", "sería mejor", "seria mejor", "es mejor", "pros y contras", "ventajas y desventajas", "qué opciones", "cuáles son las opciones", "qué alternativas", "estoy pensando", "me pregunto si", "no estoy seguro si", "cómo podríamos", "discutamos", "hablemos", "qué recomiendas", "qué me recomiendas", "qué sugieres", "supongamos", "o mejor"],
    can_you: &["puedes", "podrías", "podrias", "puede usted", "podría", "podés", "podes", "podemos", "podríamos", "te importaría", "serías capaz", "me puedes", "me podrías", "se puede"],
    please: &["por favor", "porfavor", "porfa", "ayúdame", "ayudame", "ayuda con", "ayuda a"],
    want: &["quiero", "quisiera", "necesito", "necesitamos", "queremos", "me gustaría", "nos gustaría", "necesioto", "hace falta", "hay que", "tenemos que", "estaría bien", "estaría bueno", "sería bueno", "sería útil", "me encantaría", "deseo", "tengo que"],
    lets: &["vamos a", "hagamos", "vamos con", "usemos", "pongamos", "agreguemos"],
    should: &["debe", "deben", "debería", "deberían", "tiene que", "tienen que"],
    explain: &["explica", "explícame", "explicame", "explicar", "dime", "dinos", "describe", "cuéntame", "cuentame", "aclárame", "me explicas"],
    question: &["^qué", "^que", "^cómo", "^como", "^por qué", "^por que", "^porqué", "^dónde", "^donde", "^cuál", "^cuáles", "^cual", "^cuándo", "^quién", "^cuánto*", "^en qué", "^en que", "^en donde", "^en dode", "^para qué", "^hay alg*", "^es posible", "^está", "^tiene", "^sabes", "qué modelo", "que modelo"],
    correct: &["me refería", "me refiero", "quise decir", "quiero decir", "en lugar de", "en vez de", "sino", "más bien", "mejor usa", "espera", "en realidad", "no era", "no es eso", "te equivocas", "me equivoqué"],
    restrict: &["^solo", "^sólo", "^solamente", "solo en", "sólo en", "^sin", "^excepto", "^salvo", "también en", "^usa"],
    fact: &["ya lo", "ya está", "ya he", "ya hice", "está en", "están en", "se llama", "usamos", "estoy usando", "está bien el", "esta bien"],
    forbid: &["^no toques", "^no cambies", "^no uses", "^no modifiques", "^no borres", "^no hagas", "^no me", "^nunca"],
    command: &["^corrig*", "^arregl*", "^agreg*", "^añad*", "^elimin*", "^borr*", "^quit*", "^crea", "^crear", "^creame", "^cread*", "^haz", "^hace", "^hazme", "^escrib*", "^cambi*", "^modific*", "^actualiz*", "^reemplaz*", "^revis*", "^verific*", "^comprueb*", "^prueba", "^probar", "^proba", "^ejecut*", "^corre", "^inicia*", "^instal*", "^despleg*", "^despliega", "^genera*", "^implement*", "^refactoriz*", "^optimiz*", "^mejora*", "^mueve", "^mové", "^renombr*", "^busca*", "^encuentr*", "^encontra*", "^muestra*", "^mostra*", "^lista*", "^analiz*", "^analis*", "^compar*", "^resum*", "^traduc*", "^document*", "^configur*", "^usa", "^utiliz*", "^pon", "^pone", "^ponle", "^poné", "^sube", "^subí", "^baja", "^descarg*", "^resuelv*", "^resolv*", "^solucion*", "^investig*", "^lee", "^leé", "^leer", "^abre", "^cierra", "^guarda*", "^copia*", "^envía", "^envia*", "^deja*", "^convier*", "^convert*", "^separ*", "^divid*", "^une", "^unir", "^fusion*", "^asegúra*", "^asegura*", "^dame", "^edita*", "^valida*", "^integra*", "^conect*", "^limpia*", "^reinici*", "^intent*", "^vuelve a", "^hacé", "^diseñ*", "^termin*", "^complet*", "^ajust*", "^commit*", "^push*", "^sigue con", "^continúa con", "edita todo"],
    fault: &["no funciona", "no funcionan", "no anda", "no sirve", "no aparece", "no se muestra", "no se ve", "no carga", "no pasa nada", "no puede", "no puedo", "no se puede", "no arranca", "no compila", "error", "errores", "falla", "fallan", "falló", "fallando", "roto", "rota", "problema", "problemas", "vacío", "vacía", "lento", "lenta", "se cuelga", "se cae", "se rompe", "bug", "mal", "incorrecto", "falta", "faltan", "desapareció", "conflicto*"],
    displease: &["sigue sin", "sigue igual", "sigue fallando", "sigue dando", "todavía no", "aún no", "otra vez", "de nuevo no", "no me gusta", "está mal", "eso no es lo que", "no es lo que", "peor", "feo", "horrible", "por qué borraste", "por qué cambiaste", "no sirve para nada", "rompiste"],
    praise: &["perfecto", "excelente", "genial", "muy bien", "buen trabajo", "increíble", "fantástico", "me gusta", "me encanta", "ya funciona", "ahora funciona", "ahora sí", "funcionó", "funciona", "bien hecho", "estupendo", "bravo", "quedó bien", "quedó genial"],
    urgent: &["urgente", "inmediatamente", "de inmediato", "ya mismo", "producción caída", "producción está caída", "se cayó producción", "cuanto antes"],
    pressing: &["rápido", "rapido", "lo antes posible", "apúrate", "date prisa", "rápidamente", "de una vez"],
    repair: &["arregl*", "corrig*", "revis*", "resuelv*", "resolv*", "ayuda*", "solucion*", "verific*"],
    elsewhere: &["lo$", "esto$", "eso$", "^hazlo", "^arréglalo", "otro archivo", "opción", "el problema$", "otra vez$"],
};
