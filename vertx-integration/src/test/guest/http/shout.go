package main

import (
	"bytes"
	"unsafe"
)

//go:wasmimport heddle_http set_header
func setHeader(name unsafe.Pointer, nameLength uint32, value unsafe.Pointer, valueLength uint32)

//go:wasmimport heddle_http read
func read(to unsafe.Pointer, room uint32) int32

//go:wasmimport heddle_http write
func write(from unsafe.Pointer, length uint32)

func header(name, value string) {
	setHeader(unsafe.Pointer(unsafe.StringData(name)), uint32(len(name)),
		unsafe.Pointer(unsafe.StringData(value)), uint32(len(value)))
}

// Gives back the body of a request in capitals, as it comes.
//
//go:wasmexport handle
func handle() {
	header("content-type", "text/plain")
	piece := make([]byte, 1024)
	for {
		n := read(unsafe.Pointer(unsafe.SliceData(piece)), uint32(len(piece)))
		if n == 0 {
			return
		}
		shout := bytes.ToUpper(piece[:n])
		write(unsafe.Pointer(unsafe.SliceData(shout)), uint32(len(shout)))
	}
}

func main() {}
