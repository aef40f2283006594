;; Calls functions of WASI preview 1 a number of times; every function returns the last errno, or how
;; many calls did less than they were asked for. Directory 3 has a file "data".
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "data")
  ;; one vector of 64 bytes at 1024
  (data (i32.const 16) "\00\04\00\00\40\00\00\00")
  (global $file (mut i32) (i32.const -1))

  (func $open (result i32)
    (if (i32.eq (global.get $file) (i32.const -1))
      (then
        (if (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 1)
              (i64.const 0x66) (i64.const 0x66) (i32.const 0) (i32.const 32))
          (then unreachable))
        (global.set $file (i32.load (i32.const 32)))))
    (if (call $fd_seek (global.get $file) (i64.const 0) (i32.const 0) (i32.const 40))
      (then unreachable))
    (global.get $file))

  (func $clock (export "clock") (param $calls i32) (result i32)
    (local $bad i32)
    (loop $again
      (local.set $bad (i32.or (local.get $bad) (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 32))))
      (local.set $calls (i32.sub (local.get $calls) (i32.const 1)))
      (br_if $again (local.get $calls)))
    (local.get $bad))

  (func $read_from (param $from i32) (param $calls i32) (result i32)
    (local $bad i32)
    (loop $again
      (local.set $bad
        (i32.add (local.get $bad)
          (i32.or
            (i32.ne (i32.const 0) (call $fd_read (local.get $from) (i32.const 16) (i32.const 1) (i32.const 32)))
            (i32.ne (i32.const 64) (i32.load (i32.const 32))))))
      (local.set $calls (i32.sub (local.get $calls) (i32.const 1)))
      (br_if $again (local.get $calls)))
    (local.get $bad))

  (func $write_to (param $to i32) (param $calls i32) (result i32)
    (local $bad i32)
    (loop $again
      (local.set $bad
        (i32.add (local.get $bad)
          (i32.or
            (i32.ne (i32.const 0) (call $fd_write (local.get $to) (i32.const 16) (i32.const 1) (i32.const 32)))
            (i32.ne (i32.const 64) (i32.load (i32.const 32))))))
      (local.set $calls (i32.sub (local.get $calls) (i32.const 1)))
      (br_if $again (local.get $calls)))
    (local.get $bad))

  (func (export "read stdin") (param $calls i32) (result i32)
    (call $read_from (i32.const 0) (local.get $calls)))
  (func (export "write stdout") (param $calls i32) (result i32)
    (call $write_to (i32.const 1) (local.get $calls)))
  (func (export "write a file") (param $calls i32) (result i32)
    (call $write_to (call $open) (local.get $calls)))
  ;; after as many writes
  (func (export "read a file") (param $calls i32) (result i32)
    (call $read_from (call $open) (local.get $calls)))
)
