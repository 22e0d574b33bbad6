package tables

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	maxWorkbook = 2 << 30 // unpacked, in bytes
	maxPart     = 8 << 20 // of a part that is read whole, unpacked, in bytes
)

// workbook is a spreadsheet as an archive of parts (ECMA-376).
type workbook struct {
	size     int64
	parts    map[string]*zip.File // by name in small letters
	path     string               // of the part that lists the sheets
	sheets   []sheetPart          // those that are visible
	strings  *zip.File            // nil when there are none
	date1904 bool                 // days are counted from another one
}

// sheetPart is a sheet as the workbook lists it.
type sheetPart struct {
	Name  string `xml:"name,attr"`
	State string `xml:"state,attr"`
	ID    string `xml:"id,attr"`
	part  *zip.File
}

// isWorkbook reports whether an archive is a document of an office program.
func isWorkbook(archive *zip.Reader) bool {
	for _, file := range archive.File {
		if strings.EqualFold(file.Name, "[Content_Types].xml") {
			return true
		}
	}
	return false
}

func openWorkbook(r io.ReaderAt, size int64) (*workbook, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged("zip", err)
	}
	w := &workbook{size: size, parts: map[string]*zip.File{}}
	for _, file := range archive.File {
		w.parts[strings.ToLower(strings.ReplaceAll(file.Name, `\`, "/"))] = file
	}
	related, err := w.related("", "_rels/.rels")
	if err != nil {
		return nil, err
	}
	w.path = related.typed("/officeDocument")
	if strings.HasSuffix(w.path, ".bin") {
		return nil, errors.New("the file is a binary spreadsheet (.xlsb); save it as .xlsx")
	}
	if w.path == "" || w.part(w.path) == nil {
		return nil, errDamaged
	}
	return w, w.list()
}

// list reads which sheets there are.
func (w *workbook) list() error {
	var book struct {
		XMLName    xml.Name
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []sheetPart `xml:"sheets>sheet"`
	}
	if err := w.decode(w.path, &book); err != nil {
		return err
	}
	if book.XMLName.Local != "workbook" {
		return errors.New("the file is a document without sheets; save the table as .xlsx")
	}
	related, err := w.related(path.Dir(w.path), path.Join(path.Dir(w.path), "_rels", path.Base(w.path)+".rels"))
	if err != nil {
		return err
	}
	w.date1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	w.strings = w.part(related.typed("/sharedStrings"))
	for _, s := range book.Sheets {
		if s.part = w.part(related.target(s.ID)); s.part != nil && (s.State == "" || s.State == "visible") {
			w.sheets = append(w.sheets, s)
		}
	}
	return nil
}

func (w *workbook) part(name string) *zip.File { return w.parts[strings.ToLower(name)] }

// decode reads a part that is small in any real spreadsheet.
func (w *workbook) decode(name string, into any) error {
	file := w.part(name)
	if file == nil {
		return nil
	}
	if file.UncompressedSize64 > maxPart {
		return fmt.Errorf("the part %s of the spreadsheet has more than %d MiB", clip(name), maxPart>>20)
	}
	r, err := file.Open()
	if err != nil {
		return damaged("zip", err)
	}
	defer r.Close()
	if err := xml.NewDecoder(io.LimitReader(r, maxPart)).Decode(into); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// relations are the parts that a part refers to.
type relations struct {
	base string // of targets that do not begin with a slash
	List []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func (w *workbook) related(base, name string) (relations, error) {
	r := relations{base: base}
	err := w.decode(name, &r)
	return r, err
}

func (r relations) target(id string) string {
	for _, one := range r.List {
		if one.ID == id {
			return r.resolve(one.Target)
		}
	}
	return ""
}

// typed is the first part of a type, of which the end tells enough in both namespaces of the standard.
func (r relations) typed(end string) string {
	for _, one := range r.List {
		if strings.HasSuffix(one.Type, end) {
			return r.resolve(one.Target)
		}
	}
	return ""
}

func (r relations) resolve(target string) string {
	if absolute, ok := strings.CutPrefix(target, "/"); ok {
		return path.Clean(absolute)
	}
	return path.Join(r.base, target)
}
