;; A program for WASI preview 1 that copies standard input to standard output, in pieces of up to 64 bytes; before each
;; it sleeps for a millisecond and reads as many bytes of the file "data" in directory 3. It ends with the number of
;; the function that failed.
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pread" (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "data")
  ;; vectors of 64 bytes: input at 1024, the file at 2048
  (data (i32.const 16) "\00\04\00\00\40\00\00\00")
  (data (i32.const 24) "\00\08\00\00\40\00\00\00")
  ;; a subscription to the monotonic clock, a millisecond from now
  (data (i32.const 128) "\07\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\00\00\00\00\00\00\00\40\42\0f\00\00\00\00\00")

  (func $check (param $errno i32) (param $function i32)
    (if (local.get $errno) (then (call $proc_exit (local.get $function)))))

  (func (export "_start")
    (local $file i32)
    (call $check
      (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0)
        (i64.const 6) (i64.const 6) (i32.const 0) (i32.const 64))
      (i32.const 1))
    (local.set $file (i32.load (i32.const 64)))
    (loop $again
      (call $check (call $poll_oneoff (i32.const 128) (i32.const 256) (i32.const 1) (i32.const 64)) (i32.const 2))
      (call $check (call $fd_pread (local.get $file) (i32.const 24) (i32.const 1) (i64.const 0) (i32.const 64))
        (i32.const 3))
      (i32.store (i32.const 20) (i32.const 64))
      (call $check (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 64)) (i32.const 4))
      (if (i32.load (i32.const 64))
        (then
          (i32.store (i32.const 20) (i32.load (i32.const 64)))
          (call $check (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 64)) (i32.const 5))
          (br $again)))))
)
