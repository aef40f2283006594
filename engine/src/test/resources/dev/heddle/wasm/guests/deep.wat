;; Does things at the bottom of as deep a recursion as it is told: one level for each number that is left.
(module $deep
  (import "env" "host" (func $host (param i32) (result i32)))
  (memory 1 1 shared)
  (tag $thrown (param i32))
  (table 1 funcref)
  (elem (i32.const 0) func $indirect)
  (type $step (func (param i32) (result i32)))

  (func $down (export "down") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  (func $indirect (export "indirect") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else
        (i32.add
          (call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))
          (i32.const 1)))))
  ;; Many values of all kinds that have to be kept over the call.
  (func $values (export "values") (param i64 f64 f32 i32 v128 externref) (result i64 f64 f32 i32 v128 externref)
    (local i64 i64 i64 i64)
    (if (i32.eqz (local.get 3))
      (then
        (return
          (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5))))
    (local.set 6 (i64.add (local.get 0) (i64.const 1)))
    (local.set 7 (i64.add (local.get 6) (i64.const 1)))
    (call $values
      (local.get 7) (f64.add (local.get 1) (f64.const 1)) (f32.add (local.get 2) (f32.const 1))
      (i32.sub (local.get 3) (i32.const 1)) (i64x2.add (local.get 4) (v128.const i64x2 1 2)) (local.get 5)))

  ;; The host is asked at the bottom, or on every level.
  (func $ask (export "ask") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (call $host (i32.const 0)))
      (else (i32.add (call $ask (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  (func $askEverywhere (export "askEverywhere") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else
        (i32.add
          (call $host (local.get 0))
          (call $askEverywhere (i32.sub (local.get 0) (i32.const 1)))))))
  ;; Goes to the bottom and back up for each of so many rounds, from a place where a loop is.
  (func $leaf (type $step) (i32.add (local.get 0) (i32.const 1)))
  (func $often (export "often") (param i32 i32) (result i32)
    (local $sum i32)
    (if (local.get 0)
      (then (return (call $often (i32.sub (local.get 0) (i32.const 1)) (local.get 1)))))
    (loop $again
      (local.set $sum (call $leaf (local.get $sum)))
      (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (local.get $sum))

  (func $trap (export "trap") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (unreachable))
      (else (i32.add (call $trap (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  (func $fault (export "fault") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.load (i32.const 65536)))
      (else (i32.add (call $fault (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  (func $throw (export "throw") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (throw $thrown (i32.const 42)))
      (else (i32.add (call $throw (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  ;; Catches on the level on which the second number is left what is thrown further down.
  (func $catch (export "catch") (param i32 i32) (result i32)
    (if (i32.eq (local.get 0) (local.get 1))
      (then
        (block $caught (result i32)
          (try_table (result i32) (catch $thrown $caught) (call $throw (local.get 0)))
          (return))
        (return)))
    (i32.add (call $catch (i32.sub (local.get 0) (i32.const 1)) (local.get 1)) (i32.const 1)))
  (func $compute (export "compute") (type $step)
    (if (local.get 0)
      (then (return (i32.add (call $compute (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
    (loop $forever (br $forever))
    (unreachable))
  (func $wait (export "wait") (type $step)
    (if (result i32) (i32.eqz (local.get 0))
      (then (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
      (else (i32.add (call $wait (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))))))
