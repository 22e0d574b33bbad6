package money

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// parts are those of an amount as it is written.
type parts struct {
	minus    bool
	currency string   // that is named
	common   string   // the sign beside it that several currencies share
	runs     []string // of digits
	marks    []byte   // between them
}

// grouped reads all marks as separators of thousands; "" when they cannot be.
func (p parts) grouped() string {
	if len(slices.Compact(slices.Clone(p.marks))) > 1 || len(p.marks) > 0 && !thousands(p.runs) {
		return ""
	}
	return strings.Join(p.runs, "")
}

// decimals reads the last mark as that of the decimals; "" when it cannot be.
func (p parts) decimals() string {
	last := len(p.marks) - 1
	if last < 0 || p.marks[last] != '.' && p.marks[last] != ',' || slices.Contains(p.marks[:last], p.marks[last]) {
		return ""
	}
	whole := parts{runs: p.runs[:last+1], marks: p.marks[:last]}.grouped()
	if whole == "" {
		return ""
	}
	return whole + "." + p.runs[last+1]
}

// thousands reports whether runs of digits are groups: one to three in the first, which is no nought, three in the others.
func thousands(runs []string) bool {
	for _, r := range runs[1:] {
		if len(r) != 3 {
			return false
		}
	}
	return len(runs[0]) <= 3 && runs[0][0] != '0'
}

const digits = "0123456789"

// takeApart splits an amount into its parts; the error has no text around it.
func takeApart(text string) (parts, error) {
	text = strings.Map(narrow, norm.NFC.String(width.Fold.String(strings.TrimSpace(text))))
	from, to := strings.IndexAny(text, digits), strings.LastIndexAny(text, digits)+1
	switch {
	case from < 0:
		return parts{}, ErrNotANumber
	case isShortened(text):
		return parts{}, ErrShortened
	}
	var p parts
	before, behind, minus := strings.Cut(text[:from], "-")
	if strings.TrimSpace(before) != "" && strings.TrimSpace(behind) != "" {
		return parts{}, ErrNotANumber
	}
	p.minus = minus
	var err error
	if p.currency, p.common, err = oneCurrency(before+behind, text[to:]); err != nil {
		return parts{}, err
	}
	err = p.split(text[from:to])
	return p, err
}

// narrow makes one of the signs that look alike. Tabs and line ends stay, for they stand between two amounts.
func narrow(r rune) rune {
	switch r {
	case '\u00a0', '\u2007', '\u2009', '\u202f': // spaces that do not break a line, and thin ones
		return ' '
	case '’':
		return '\''
	case '−':
		return '-'
	}
	return r
}

// split reads digits with single marks between them.
func (p *parts) split(number string) error {
	start := 0
	for i := range len(number) {
		switch c := number[i]; {
		case c >= '0' && c <= '9':
			continue
		case i == start || !strings.ContainsRune(".,' ", rune(c)):
			return ErrNotANumber
		}
		p.runs, p.marks = append(p.runs, number[start:i]), append(p.marks, number[i])
		start = i + 1
	}
	p.runs = append(p.runs, number[start:])
	return nil
}

// isShortened reports whether a text has the form "1.23E+12", in which spreadsheets show, and then write, long numbers.
func isShortened(text string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(strings.TrimPrefix(text, "-")), "E")
	if !ok || len(exponent) < 2 || exponent[0] != '+' && exponent[0] != '-' || strings.Trim(exponent[1:], digits) != "" || mantissa == "" {
		return false
	}
	rest := strings.TrimLeft(mantissa[1:], ".,")
	return strings.Contains(digits, mantissa[:1]) && len(mantissa)-1-len(rest) <= 1 && strings.Trim(rest, digits) == ""
}
