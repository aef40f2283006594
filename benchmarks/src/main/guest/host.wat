;; Calls the host n times, each time with what it returned before; the first time with 0.
;; Beside it the same loop around a function of the guest, to be subtracted.
(module
  (import "host" "next" (func $host_next (param i32) (result i32)))

  (func $guest_next (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 1)))

  (func (export "run") (param $n i32) (result i64)
    (local $value i32)
    (block $done
      (loop $call
        (br_if $done (i32.le_s (local.get $n) (i32.const 0)))
        (local.set $value (call $host_next (local.get $value)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $call)))
    (i64.extend_i32_s (local.get $value)))

  (func (export "inside") (param $n i32) (result i64)
    (local $value i32)
    (block $done
      (loop $call
        (br_if $done (i32.le_s (local.get $n) (i32.const 0)))
        (local.set $value (call $guest_next (local.get $value)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $call)))
    (i64.extend_i32_s (local.get $value))))
