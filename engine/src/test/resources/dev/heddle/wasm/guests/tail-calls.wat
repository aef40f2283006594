;; Calls that replace their caller.
(module $tail-calls
  (type $step (func (param i64 i32) (result i64)))
  (import "env" "table" (table 4 funcref))
  (import "env" "last" (func $last (param i32 externref i64) (result externref i64)))
  (global $deepest (export "deepest") (mut i64) (i64.const 0))

  ;; Mutual recursion, as deep as it is told.
  (func $even (export "even") (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call $odd (i64.sub (local.get 0) (i64.const 1))))
  (func $odd (export "odd") (param i64) (result i32)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call $even (i64.sub (local.get 0) (i64.const 1))))

  ;; Counts down, going through the table to the given element, which goes back to the next.
  (func (export "bounce") (param $count i64) (param $to i32) (result i64)
    (if (i64.eqz (local.get $count)) (then (return (i64.const 42))))
    (return_call_indirect (type $step)
      (i64.sub (local.get $count) (i64.const 1))
      (i32.xor (local.get $to) (i32.const 1))
      (local.get $to)))

  ;; To a callee with more of everything, in frames of very different size.
  (func $narrow (export "narrow") (param $count i64) (result i64 i64 externref)
    (return_call $wide (local.get $count) (i64.const 2) (i64.const 3) (i64.const 4)
      (ref.null extern) (i64.const 5) (i64.const 6) (ref.null extern)))
  (func $wide (export "wide")
    (param $count i64) (param i64 i64 i64 externref i64 i64) (param $mark externref)
    (result i64 i64 externref)
    (local $zero i64) (local $null externref)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (if (i32.eqz (i32.and (i64.eqz (local.get $zero)) (ref.is_null (local.get $null))))
      (then unreachable))
    (local.set $zero (i64.const -1))
    (local.set $null (local.get $mark))
    (if (i64.eqz (local.get $count))
      (then (return
        (i64.add (local.get 1) (local.get 2))
        (i64.add (i64.add (local.get 3) (local.get 5)) (local.get 6))
        (local.get $mark))))
    (if (i64.eqz (i64.and (local.get $count) (i64.const 1)))
      (then (return_call $wide (i64.sub (local.get $count) (i64.const 1)) (i64.const 2)
        (i64.const 3) (i64.const 4) (local.get $mark) (i64.const 5) (i64.const 6)
        (local.get $mark))))
    (return_call $narrow (i64.sub (local.get $count) (i64.const 1))))

  ;; To the host, with arguments in another order.
  (func (export "toHost") (param externref i64) (result externref i64)
    (return_call $last (i32.const 7) (local.get 0) (local.get 1)))

  ;; What replaced another function traps.
  (func $trapping (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
  (func $replaced (param i32) (result i32) (return_call $trapping (local.get 0)))
  (func (export "trap") (result i32) (i32.add (call $replaced (i32.const 0)) (i32.const 1)))
  (func (export "missing") (param i32) (result i64)
    (return_call_indirect (type $step) (i64.const 1) (i32.const 1) (local.get 0)))

  ;; Never ends.
  (func $endless (export "endless") (return_call $endless))

  ;; Ordinary recursion of functions that make tail calls.
  (func $deeper (export "deeper") (param i64) (result i64)
    (global.set $deepest (local.get 0))
    (i64.add (call $again (local.get 0)) (i64.const 1)))
  (func $again (param i64) (result i64)
    (return_call $deeper (i64.add (local.get 0) (i64.const 1))))

  ;; Through references.
  (type $counter (func (param i64) (result i64)))
  (func $viaReference (export "viaReference") (type $counter)
    (if (i64.eqz (local.get 0)) (then (return (i64.const 7))))
    (return_call_ref $counter (i64.sub (local.get 0) (i64.const 1)) (ref.func $viaReference)))
  (func (export "viaNull") (result i64)
    (return_call_ref $counter (i64.const 0) (ref.null $counter))))
