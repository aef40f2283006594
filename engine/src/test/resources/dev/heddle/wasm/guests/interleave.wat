;; Meets the host in the middle of its work, with values of all kinds at stake in locals, on the
;; operand stack and in frames further out.
(module $interleave
  (import "env" "meet" (func $meet (param i64) (result i64)))
  (type $step (func (param i64) (result i64)))
  (table funcref (elem $direct))
  (func $direct (type $step)
    (local $a i64) (local $b f64) (local $c i32)
    (local.set $a (i64.mul (local.get 0) (i64.const 3)))
    (local.set $b (f64.convert_i64_s (i64.add (local.get 0) (i64.const 5))))
    (local.set $c (i32.wrap_i64 (i64.add (local.get 0) (i64.const 7))))
    ;; Operands below the arguments must survive the call.
    (i64.mul (local.get 0) (i64.const 11))
    (i64.add (local.get $a) (i64.const 1))
    (call $meet (i64.add (local.get 0) (i64.const 100)))
    (i64.add)
    (i64.add)
    (i64.add (local.get $a))
    (i64.add (i64.trunc_f64_s (local.get $b)))
    (i64.add (i64.extend_i32_s (local.get $c))))
  ;; Takes the sum of the values for n, n-1, ... 1, each met at another depth of the stack.
  (func $deep (export "deep") (param $n i64) (param $seed i64) (result i64)
    (if (result i64) (i64.eqz (local.get $n))
      (then (i64.const 0))
      (else
        (i64.add
          (i64.add (local.get $seed)
            (call_indirect (type $step) (i64.add (local.get $n) (local.get $seed)) (i32.const 0)))
          (call $deep (i64.sub (local.get $n) (i64.const 1)) (local.get $seed))))))
  ;; Carries references over the meeting.
  (func (export "carry") (param externref externref i64) (result externref i64 externref)
    (local.get 1)
    (call $meet (local.get 2))
    (local.get 0)))
