// A library that computes: hashes of passwords, slow on purpose.
package main

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"unsafe"
)

// rooms keeps from the garbage collector what the host has asked for and not given back yet.
var rooms = map[unsafe.Pointer][]byte{}

//go:wasmexport allocate
func allocate(size int32) unsafe.Pointer {
	room := make([]byte, size)
	address := unsafe.Pointer(unsafe.SliceData(room))
	rooms[address] = room
	return address
}

//go:wasmexport release
func release(address unsafe.Pointer) {
	delete(rooms, address)
}

// hash writes 32 bytes: PBKDF2 with HMAC-SHA-256, so many rounds.
//
//go:wasmexport hash
func hash(password unsafe.Pointer, length int32, salt unsafe.Pointer, saltLength int32, rounds int32, to unsafe.Pointer) {
	key, err := pbkdf2.Key(sha256.New, string(unsafe.Slice((*byte)(password), length)),
		unsafe.Slice((*byte)(salt), saltLength), int(rounds), sha256.Size)
	if err != nil {
		panic(err)
	}
	copy(unsafe.Slice((*byte)(to), sha256.Size), key)
}

func main() {} // is not called: the module is a library
