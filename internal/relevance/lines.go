package relevance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
)

// Grades maps SKUs to grades. Its JSON is an object, in which no SKU may stand twice.
type Grades map[string]int

// UnmarshalJSON reads an object of grades. Reading a plain map would keep the last of two grades of one SKU and hide the
// contradiction; this fails with ErrDuplicate.
func (g *Grades) UnmarshalJSON(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("relevant %.40s %w", raw, ErrGrade)
	}
	grades := Grades{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		sku, _ := name.(string) // the decoder lets nothing else be a name
		if _, twice := grades[sku]; twice {
			return fmt.Errorf("sku %q %w", sku, ErrDuplicate)
		}
		var grade int
		if err := dec.Decode(&grade); err != nil {
			return fmt.Errorf("that of %q %w", sku, ErrGrade)
		}
		grades[sku] = grade
	}
	*g = grades
	return nil
}

// readLines reads one T from every line of a file. An empty line is refused too, so that a line's number is also that of
// its object.
func readLines[T any](files fs.FS, name string) ([]T, error) {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var all []T
	for line := range bytes.Lines(content) {
		one, err := readLine[T](line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, len(all)+1, err)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: a first line %w", name, ErrMissing)
	}
	return all, nil
}

func readLine[T any](line []byte) (T, error) {
	var one T
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&one); err != nil {
		return one, fmt.Errorf("the line %w: %w", ErrLine, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return one, fmt.Errorf("the line %w: there is more behind the object", ErrLine)
	}
	return one, nil
}

// isEAN13 reports whether code is 13 digits of which the last is the check digit of GS1: the weighted sum, weights 1 and
// 3 in turn, ends with 0.
func isEAN13(code string) bool {
	if len(code) != 13 {
		return false
	}
	sum := 0
	for i, c := range []byte(code) {
		if c < '0' || c > '9' {
			return false
		}
		sum += int(c-'0') * (1 + 2*(i%2))
	}
	return sum%10 == 0
}
