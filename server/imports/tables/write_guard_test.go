package tables_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

func TestWhatASpreadsheetWouldRunGetsAQuote(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a formula", "=1+1", "'=1+1"},
		{"a formula that calls a program", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"a plus", "+1+1", "'+1+1"},
		{"a minus", "-1+1", "'-1+1"},
		{"an at sign", "@SUM(A1)", "'@SUM(A1)"},
		{"a negative number", "-5", "'-5"},
		{"a number with a plus", "+3.5", "'+3.5"},
		{"a telephone number", "+886 912 345 678", "'+886 912 345 678"},
		{"a sign alone", "-", "'-"},
		{"a tab in front", "\tx", "'\tx"},
		{"a return in front", "\rx", "'\rx"},
		{"a line end in front", "\nx", "'\nx"},
		{"a formula behind spaces", "  =1", "'  =1"},
		{"a formula behind an ideographic space", "\u3000=1", "'\u3000=1"},
		{"a formula behind a space that does not break", "\u00a0=1", "'\u00a0=1"},
		{"a tab behind a space", " \tx", "' \tx"},
		{"a full-width equals sign", "＝1", "'＝1"},
		{"a full-width plus", "＋1", "'＋1"},
		{"a full-width minus", "－1", "'－1"},
		{"a full-width at sign", "＠x", "'＠x"},
		{"a formula that has a quote already", "'=1", "''=1"},
		{"a formula that has two", "''=1", "'''=1"},

		{"nothing", "", ""},
		{"a space", " ", " "},
		{"a number", "5.00", "5.00"},
		{"a word", "Tea", "Tea"},
		{"Chinese", "茶", "茶"},
		{"a quote of its own", "'t Hof", "'t Hof"},
		{"a quote alone", "'", "'"},
		{"an equals sign inside", "a=1", "a=1"},
		{"a minus inside", "T-Shirt", "T-Shirt"},
		{"an address", "/i.png?a=1", "/i.png?a=1"},
		{"a dash", "–5", "–5"},
		{"a tab inside", "a\tb", "a\tb"},
		{"a quote behind a space", " '=1", " '=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, err := csv.NewReader(bytes.NewReader(writeTable(t, "csv", []string{"a"}, []string{c.text}))).ReadAll()
			if err != nil || rows[1][0] != c.want {
				t.Errorf("written: %q, %v; want %q", rows, err, c.want)
			}
			if got := tables.Unguard(c.want); got != c.text {
				t.Errorf("Unguard(%q) = %q, want %q", c.want, got, c.text)
			}
		})
	}
}

func TestUnguardLeavesTextsThatNobodyGuarded(t *testing.T) {
	for _, text := range []string{"", "'", "''", "'t Hof", "'quoted'", "=1", "-5", " '=1", "' a", "'5", "’=1", "\"'=1", "x'=1"} {
		if got := tables.Unguard(text); got != text {
			t.Errorf("Unguard(%q) = %q", text, got)
		}
	}
}

func FuzzCSVCells(f *testing.F) {
	for _, cell := range []string{"", "'", "=1", "'=1", "''+", " \t@x", "＝\"a\",\nb", "\ufeff=1", "\\.", "\xff=", "\r\n", "'\u00a0－"} {
		f.Add(cell, "x")
		f.Add(cell, cell)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		want := make([]string, 2)
		for i, cell := range []string{a, b} { // as every CSV reader reads them
			want[i] = strings.ReplaceAll(strings.ToValidUTF8(cell, string(utf8.RuneError)), "\r\n", "\n")
		}
		file := writeTable(t, "csv", []string{"a", "b"}, []string{a, b})
		if d := cmp.Diff([][]string{{"a", "b"}, want}, csvRows(t, file)); d != "" {
			t.Error(d)
		}
		raw, err := csv.NewReader(bytes.NewReader(file[3:])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range raw[1] {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
				t.Errorf("the cell %q would be run", cell)
			}
		}
	})
}
