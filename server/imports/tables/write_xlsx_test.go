package tables_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"shopclerk/server/imports/tables"
)

func TestEveryCellOfASpreadsheetIsAText(t *testing.T) {
	cells := []string{"=1+1", "0012", "1e5", "2026-01-01", "TRUE", "-5", "_x000D_", "_x005F_x000D_", " a ", "a\nb", "<&>", "", "茶", "'=1"}
	names := make([]string, len(cells))
	for i := range cells {
		names[i] = fmt.Sprint("c", i)
	}
	file := writeTable(t, "xlsx", names, cells)
	if d := cmp.Diff([][]string{names, cells}, xlsxRows(t, file)); d != "" {
		t.Error(d)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, cell := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		kind, err := book.GetCellType("Sheet1", at)
		formula, errFormula := book.GetCellFormula("Sheet1", at)
		if err = errors.Join(err, errFormula); err != nil || formula != "" || cell != "" && kind != excelize.CellTypeInlineString {
			t.Errorf("%q is of type %v with the formula %q, %v", cell, kind, formula, err)
		}
	}
}

func TestACellThatASpreadsheetWouldCutIsRefused(t *testing.T) {
	const most = 32767
	for _, c := range []struct {
		name, cell string
		fits       bool
	}{
		{"as many letters as fit", strings.Repeat("x", most), true},
		{"one more", strings.Repeat("x", most+1), false},
		{"as many characters of three bytes as fit", strings.Repeat("茶", most), true},
		{"one more of three bytes", strings.Repeat("茶", most+1), false},
		{"as many as fit of characters that count twice", strings.Repeat("😀", most/2) + "x", true},
		{"one more that counts twice", strings.Repeat("😀", most/2+1), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := tables.NewXLSX(io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Discard()
			if err := w.Header([]string{"sku", "desc"}); err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := w.Write([]string{"1", c.cell}); err != nil {
				got = err.Error()
			}
			want := map[bool]string{false: "row 2: desc: is longer than the 32767 characters that a spreadsheet's cell holds; export CSV"}[c.fits]
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestASheetHoldsNoMoreRowsThanASpreadsheetReads(t *testing.T) {
	w, err := tables.NewXLSX(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	err = w.Header([]string{"a"})
	for row := 2; row <= 1_048_576 && err == nil; row++ {
		err = w.Write(nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(nil); err == nil || err.Error() != "a spreadsheet holds no more than 1048576 rows; export CSV" {
		t.Errorf("one row more: %v", err)
	}
}
