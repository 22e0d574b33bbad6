package words

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What people say around what they look for. It counts for nothing beside other words. Vietnamese is told with its
// accents, for "cho" (for) without them would be "chó" (dog) as well; without accents only whole phrases are taken.
var (
	fillers = strings.Fields(`a an the and or of for to in on at by with from is are am was be do does did you your u i im me
		my we our it its this that these those any some have has had got get sell selling buy buying want wanted need needed
		like looking look find finding search searching show give recommend recommendation suggest please pls plz thanks
		thank hi hello hey can could would will there what which where how much many price prices cost available stock shop
		store one
		shop ơi có không ko mình tôi muốn tìm mua với là của và các những nào này kia thì được nhé nha vậy ở đây giúp ạ xin`)

	fillerPhrases = []string{
		"cho hỏi", "cho mình", "cho tôi", "cho em", "em muốn", "em ơi", "anh ơi", "chị ơi", "bao nhiêu tiền", "bao nhiêu", "giá bao nhiêu",
		"sản phẩm", "còn hàng", "có bán", "có không ạ", "loại nào", "cho hoi", "shop oi", "shop co ban", "shop co", "co ban", "khong a", "bao nhieu tien",
		"bao nhieu", "gia bao nhieu",
	}

	fillerRuns = []string{
		"請問一下", "請問", "请问", "你們", "你们", "妳們", "我們", "我们", "有沒有賣", "有没有卖", "有沒有", "有没有", "有賣", "有卖", "可不可以", "可以",
		"我想要", "想要", "我想買", "我想买", "想買", "想买", "我想找", "想找", "我想", "我要", "要買", "要买", "尋找", "寻找", "幫我找", "帮我找", "幫我", "帮我",
		"推薦一下", "推荐一下", "推薦", "推荐", "多少錢", "多少钱", "價格", "价格", "怎麼賣", "怎么卖", "哪裡買", "哪里买", "還有", "还有", "什麼", "什么",
		"哪些", "哪種", "哪种", "一下", "謝謝", "谢谢", "您好", "你好", "店家", "老闆", "老板", "現貨", "现货", "介紹", "介绍", "看看", "給我", "给我",
		"嗎", "吗", "呢", "喔", "哦", "啊",
	}
)

// sentence is from how many characters on a Chinese text is one in which 的 stands between words.
const sentence = 6

var spaced = func() map[string]bool {
	out := map[string]bool{}
	for _, word := range fillers {
		out[norm.NFC.String(word)] = true
	}
	return out
}()

var (
	phrases = regexp.MustCompile(`(^|[\s,])(` + anyOf(fillerPhrases) + `)($|[\s,.?!])`)
	runs    = regexp.MustCompile(anyOf(fillerRuns))
)

// anyOf tries the longest first.
func anyOf(texts []string) string {
	sorted := make([]string, len(texts))
	for i, text := range texts {
		sorted[i] = regexp.QuoteMeta(norm.NFC.String(text))
	}
	slices.SortFunc(sorted, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return strings.Join(sorted, "|")
}

// strip takes fillers out of a typed text.
func strip(text string) string {
	text = norm.NFC.String(strings.ToLower(text))
	long := strings.Count(text, "") > sentence
	text = runs.ReplaceAllString(text, " ")
	if long {
		text = strings.ReplaceAll(text, "的", " ")
	}
	text = phrases.ReplaceAllString(text, " ")
	kept := strings.Fields(text)
	return strings.Join(slices.DeleteFunc(kept, func(word string) bool {
		return spaced[strings.Trim(word, "?!.,;:…、，。！？")]
	}), " ")
}
