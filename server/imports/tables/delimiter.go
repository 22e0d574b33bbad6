package tables

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
)

// delimiters are what can stand between cells, in the order in which they are preferred.
const delimiters = ",;\t|"

// delimiterOf tells what parts the cells of a table by its first rows: what stands equally often in most of them.
func delimiterOf(sample []byte, whole bool) rune {
	if hint := separatorHint(sample); hint != 0 {
		return hint
	}
	best, rowsOfBest, cellsOfBest := ',', 0, 0
	for _, d := range delimiters {
		rows, cells := usual(countDelimiters(sample, byte(d), whole))
		if rows > rowsOfBest || rows == rowsOfBest && cells > cellsOfBest {
			best, rowsOfBest, cellsOfBest = d, rows, cells
		}
	}
	return best
}

// usual returns the number above 0 that most rows have, and how many have it; of several the greatest.
func usual(counts []int) (rows, count int) {
	having := map[int]int{}
	for _, n := range counts {
		having[n]++
	}
	for n, of := range having {
		if n > 0 && (of > rows || of == rows && n > count) {
			rows, count = of, n
		}
	}
	return rows, count
}

// countDelimiters counts the delimiters of each of the first rows, but those in quotes. Quotes open after whatever may be the
// delimiter: otherwise the lines of a text with several would be rows to all but the right one.
func countDelimiters(sample []byte, delimiter byte, whole bool) (counts []int) {
	const rows = 20
	count, quoted, begins, blank := 0, false, true, true
	for _, b := range sample {
		switch {
		case quoted:
			quoted = b != '"' // a doubled quote opens again at once
			begins = !quoted
		case b == '"' && begins:
			quoted, blank = true, false
		case b == '\n' || b == '\r':
			if !blank {
				counts = append(counts, count)
			}
			if len(counts) == rows {
				return counts
			}
			count, begins, blank = 0, true, true
		case strings.IndexByte(delimiters, b) >= 0:
			if b == delimiter {
				count++
			}
			begins, blank = true, false
		default:
			begins, blank = false, blank && b == ' '
		}
	}
	if !blank && (whole || len(counts) == 0) {
		counts = append(counts, count)
	}
	return counts
}

// separatorHint reads the line "sep=;" that spreadsheet programs write and read before a table; 0 when there is none.
func separatorHint(sample []byte) rune {
	line, _, _ := bytes.Cut(sample, []byte("\n"))
	value, ok := strings.CutPrefix(strings.ToLower(strings.Trim(string(line), "\r\"")), "sep=")
	if !ok || len(value) != 1 || !strings.Contains(delimiters, value) {
		return 0
	}
	return rune(value[0])
}

// isHint reports whether a row is that line.
func isHint(record []string, r *csv.Reader) bool {
	line, _ := r.FieldPos(0)
	text := strings.ToLower(record[0])
	return line == 1 && len(record) <= 2 && strings.HasPrefix(text, "sep=") && len(text) <= len("sep=;")
}

// lineEnds makes line ends of the returns that end lines in files of old Macs.
func lineEnds(text io.Reader, sample []byte) io.Reader {
	if bytes.IndexByte(sample, '\n') >= 0 || bytes.IndexByte(sample, '\r') < 0 {
		return text
	}
	return returns{text}
}

type returns struct{ r io.Reader }

// Read reads.
func (r returns) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
