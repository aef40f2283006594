package main

import (
	"bytes"
	"unsafe"
)

//go:wasmimport host lookup
func lookup(word unsafe.Pointer, length int32, to unsafe.Pointer, room int32) int32

//go:wasmexport fill
func fill(text unsafe.Pointer, length int32, to unsafe.Pointer, room int32) int32 {
	return int32(expand(unsafe.Slice((*byte)(text), length), unsafe.Slice((*byte)(to), room)))
}

func expand(text, to []byte) int {
	filled := 0
	for len(text) > 0 && filled < len(to) {
		end := -1
		if text[0] == '{' {
			end = bytes.IndexByte(text, '}')
		}
		if end >= 0 {
			filled += meaning(text[1:end], to[filled:])
			text = text[end+1:]
		} else {
			to[filled] = text[0]
			filled++
			text = text[1:]
		}
	}
	return filled
}

// meaning asks the host, and waits without knowing it.
func meaning(word, to []byte) int {
	return int(lookup(unsafe.Pointer(unsafe.SliceData(word)), int32(len(word)),
		unsafe.Pointer(unsafe.SliceData(to)), int32(len(to))))
}

// rooms keeps from the garbage collector what the host has asked for and not given back yet.
var rooms = map[unsafe.Pointer][]byte{}

//go:wasmexport malloc
func malloc(size int32) unsafe.Pointer {
	room := make([]byte, size)
	address := unsafe.Pointer(unsafe.SliceData(room))
	rooms[address] = room
	return address
}

//go:wasmexport free
func free(address unsafe.Pointer) {
	delete(rooms, address)
}

func main() {} // is not called: the module is a library
