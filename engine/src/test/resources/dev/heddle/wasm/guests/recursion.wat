;; Goes as deep as it is told, or deeper than any stack.
(module $recursion
  (import "env" "back" (func $back (param i32) (result i32)))
  (global $entered (export "entered") (mut i32) (i32.const 0))
  (func $enter (global.set $entered (i32.add (global.get $entered) (i32.const 1))))
  (func $endless (export "endless") (param i32) (result i32)
    (call $enter)
    (i32.add (call $endless (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func $depth (export "depth") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (i32.add (call $depth (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  (func $even (export "even") (param i32) (result i32) (i32.add (call $odd (local.get 0)) (i32.const 1)))
  (func $odd (param i32) (result i32) (i32.add (call $even (local.get 0)) (i32.const 1)))
  ;; Asks the host, which may call it again.
  (func (export "throughHost") (param i32) (result i32)
    (i32.add (call $back (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  ;; A frame with many values, so that few of them fill a stack.
  (func $wide (export "wide") (param i64) (result i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 16 (i64.add (local.get 0) (i64.const 1)))
    (i64.add (call $wide (local.get 16)) (local.get 16))))
