package plain

// element is what an element of HTML does to the lines of a text.
type element int

const (
	inline    element = iota // nothing
	hidden                   // what is in it is not shown
	row                      // it stands on lines of its own
	paragraph                // it stands on lines of its own with empty ones around
	list                     // it stands on lines of its own and holds items
	item                     // of a list
	lineBreak
)

// elements are those of HTML and its older versions. Of hidden ones the reader of HTML takes the content as one text.
var elements = map[string]element{
	"a": inline, "abbr": inline, "acronym": inline, "applet": inline, "area": inline, "audio": inline, "b": inline, "base": inline,
	"basefont": inline, "bdi": inline, "bdo": inline, "big": inline, "blink": inline, "body": inline, "button": inline, "canvas": inline,
	"cite": inline, "code": inline, "col": inline, "colgroup": inline, "data": inline, "datalist": inline, "del": inline, "dfn": inline,
	"em": inline, "embed": inline, "font": inline, "frame": inline, "frameset": inline, "head": inline, "html": inline, "i": inline,
	"img": inline, "input": inline, "ins": inline, "kbd": inline, "label": inline, "link": inline, "map": inline, "mark": inline,
	"marquee": inline, "meta": inline, "meter": inline, "nobr": inline, "object": inline, "output": inline, "param": inline, "path": inline,
	"picture": inline, "progress": inline, "q": inline, "rp": inline, "rt": inline, "ruby": inline, "s": inline, "samp": inline,
	"small": inline, "source": inline, "span": inline, "strike": inline, "strong": inline, "sub": inline, "sup": inline, "svg": inline,
	"template": inline, "textarea": inline, "time": inline, "title": inline, "track": inline, "tt": inline, "u": inline, "var": inline,
	"video": inline, "wbr": inline,

	"iframe": hidden, "noembed": hidden, "noframes": hidden, "noscript": hidden, "script": hidden, "style": hidden,

	"address": row, "article": row, "aside": row, "blockquote": row, "caption": row, "center": row, "dd": row, "details": row, "dialog": row,
	"div": row, "dl": row, "dt": row, "fieldset": row, "figcaption": row, "figure": row, "footer": row, "form": row, "header": row,
	"hgroup": row, "hr": row, "legend": row, "main": row, "nav": row, "optgroup": row, "option": row, "plaintext": row, "pre": row,
	"search": row, "section": row, "select": row, "summary": row, "table": row, "tbody": row, "td": row, "tfoot": row, "th": row,
	"thead": row, "tr": row, "xmp": row,

	"p": paragraph, "h1": paragraph, "h2": paragraph, "h3": paragraph, "h4": paragraph, "h5": paragraph, "h6": paragraph,

	"dir": list, "menu": list, "ol": list, "ul": list,

	"li": item, "br": lineBreak,
}
