//! Portuguese.

use super::Lexicon;

pub(super) static LEXICON: Lexicon = Lexicon {
    joined: false,
    common: &["o", "de", "os", "um", "uma", "do", "da", "dos", "das", "não", "que", "e", "em", "no", "na", "para", "com", "por", "você", "pode", "isso", "esse", "essa", "está", "como", "mais", "sim", "obrigado", "obrigada", "ao", "ainda", "também", "ficou", "quero", "preciso", "adicione", "rode", "será", "me", "deste", "desse", "fazer", "mostre", "ótimo", "continua", "oi", "olá", "é", "eu", "nesse", "neste", "verifique", "funciona"],
    leads: &["e", "agora", "ok", "então", "depois", "também", "mas", "bom", "certo", "primeiro", "oi", "olá", "aí", "só", "ótimo", "beleza"],
    agree: &["sim", "ok", "continua", "continue", "pode continuar", "prossiga", "prossegue", "vai", "vamos", "manda", "manda ver", "isso", "isso mesmo", "certo", "claro", "beleza", "pode ser", "faça", "faça isso", "pode fazer", "segue", "siga", "próximo", "sim por favor", "concordo", "de acordo", "pode ir", "bora"],
    refuse: &["não", "nao", "não precisa", "cancela", "cancele", "pare"],
    greet: &["oi", "olá", "ola", "bom dia", "boa tarde", "boa noite", "e aí", "teste"],
    thank: &["obrigado", "obrigada", "muito obrigado", "muito obrigada", "valeu"],
    choose: &["opção*", "a opção*", "a primeira*", "a segunda*", "a terceira*", "o primeiro*", "o segundo*", "o terceiro*", "ambos", "ambas", "os dois", "as duas", "todas", "todos", "a última*", "nenhum*", "1", "2", "3", "b", "c"],
    explore: &["e se", "o que você acha", "o que acha", "que tal", "será que", "devemos", "deveríamos", "devo usar", "vale a pena", "faz sentido", "faria sentido", "seria melhor", "é melhor", "prós e contras", "vantagens e desvantagens", "quais são as opções", "quais as opções", "quais alternativas", "estou pensando", "me pergunto", "não tenho certeza se", "como poderíamos", "vamos discutir", "vamos conversar", "o que você recomenda", "o que recomenda", "o que sugere", "suponha", "ou melhor"],
    can_you: &["você pode", "voce pode", "pode me", "poderia", "você consegue", "consegue", "podemos", "poderíamos", "dá para", "da pra", "dá pra", "seria possível", "é possível"],
    please: &["por favor", "porfavor", "pfv", "me ajude", "me ajuda", "ajude-me", "gentileza"],
    want: &["quero", "queria", "gostaria", "preciso", "precisamos", "queremos", "seria bom", "seria legal", "seria útil", "temos que", "tenho que", "é necessário", "desejo"],
    lets: &["vamos criar", "vamos fazer", "vamos usar", "vamos adicionar", "vamos"],
    should: &["deve", "devem", "deveria", "deveriam", "tem que", "precisa"],
    explain: &["explique", "explica", "explicar", "me diga", "diga-me", "me diz", "descreva", "me conte", "me fala", "me explica"],
    question: &["^o que", "^que", "^como", "^por que", "^porque", "^por quê", "^onde", "^qual", "^quais", "^quando", "^quem", "^quanto*", "^existe", "^tem algum*", "^há", "^você sabe", "^você fez", "^em que", "^para que", "^está"],
    correct: &["quis dizer", "quero dizer", "eu me referia", "estava falando", "em vez de", "ao invés de", "em lugar de", "e sim", "mas sim", "na verdade", "espera", "espere", "é o outro", "me enganei", "você entendeu errado"],
    restrict: &["^apenas", "^somente", "^só", "apenas no", "somente no", "só no", "^sem", "^exceto", "também no", "^use"],
    fact: &["já está", "já fiz", "eu já", "fica em", "está em", "está no", "está na", "se chama", "usamos", "estou usando"],
    forbid: &["^não mexa", "^não altere", "^não use", "^não mude", "^não apague", "^não faça", "^nunca"],
    command: &["^adicion*", "^acrescent*", "^remov*", "^delet*", "^apag*", "^exclu*", "^cria", "^crie", "^criar", "^faça", "^faz", "^escrev*", "^mud*", "^alter*", "^modifi*", "^atualiz*", "^substitu*", "^troque", "^troca", "^renomei*", "^mova", "^move", "^verifi*", "^chec*", "^confir*", "^teste", "^testa", "^rode", "^roda", "^execut*", "^inici*", "^instal*", "^ger*", "^implement*", "^refator*", "^otimiz*", "^melhor*", "^simplifi*", "^procur*", "^busqu*", "^busca", "^encontr*", "^mostr*", "^list*", "^analis*", "^compar*", "^resum*", "^traduz*", "^document*", "^configur*", "^us*", "^utiliz*", "^coloqu*", "^coloca", "^corrij*", "^corrig*", "^arrum*", "^conserte*", "^resolv*", "^investig*", "^leia", "^ler", "^abra", "^feche", "^copi*", "^envi*", "^salv*", "^commit*", "^comite", "^suba", "^sobe", "^baix*", "^deix*", "^convert*", "^separ*", "^divid*", "^extrai*", "^integr*", "^conect*", "^limp*", "^reinici*", "^tent*", "^garanta", "^certifique", "^aplique", "^ajust*", "^complet*", "^termin*", "^volte", "^desfaça", "^revert*", "^valid*", "^revis*"],
    fault: &["não funciona", "não funcionou", "não está funcionando", "nao funciona", "não aparece", "não mostra", "não carrega", "não abre", "não acontece", "nada acontece", "não consigo", "não compila", "erro", "erros", "falha", "falham", "falhou", "quebrado", "quebrou", "problema", "problemas", "bug", "vazio", "vazia", "lento", "lenta", "trava", "travou", "sumiu", "faltando", "falta", "incorreto", "errado", "conflito*"],
    displease: &["ainda não", "continua dando", "continua com erro", "continua não", "de novo", "outra vez", "não gostei", "está errado", "não é isso", "não era isso", "pior", "feio", "horrível", "ruim", "por que você apagou", "você quebrou"],
    praise: &["ótimo", "perfeito", "excelente", "muito bom", "muito bem", "bom trabalho", "maravilhoso", "incrível", "legal", "gostei", "adorei", "agora funciona", "agora funcionou", "funcionou", "show", "deu certo", "ficou bom", "ficou ótimo", "parabéns", "funciona"],
    urgent: &["urgente", "imediatamente", "produção caiu", "produção está fora", "agora mesmo", "o quanto antes"],
    pressing: &["rápido", "rapidamente", "rapidinho", "logo", "o mais rápido possível", "depressa"],
    repair: &["corrij*", "corrig*", "conserte*", "arrum*", "verifi*", "resolv*", "ajud*"],
    elsewhere: &["isso$", "ele$", "ela$", "^corrija$", "o outro*", "de novo$"],
};
