;; Guests of the async bridge: how often they ask the host is the argument.
(module
  (import "host" "plain" (func $plain (param i32) (result i32)))
  (import "host" "later" (func $later (param i32) (result i32)))

  ;; No import at all.
  (func (export "none") (param $n i32) (result i32)
    (local.get $n))

  ;; n calls of a plain import, each with the result of the one before.
  (func (export "plain") (param $n i32) (result i32)
    (local $value i32)
    (block $done
      (loop $call
        (br_if $done (i32.le_s (local.get $n) (i32.const 0)))
        (local.set $value (call $plain (local.get $value)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $call)))
    (local.get $value))

  ;; n calls of an import that may suspend, each with the result of the one before.
  (func (export "later") (param $n i32) (result i32)
    (local $value i32)
    (block $done
      (loop $call
        (br_if $done (i32.le_s (local.get $n) (i32.const 0)))
        (local.set $value (call $later (local.get $value)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $call)))
    (local.get $value))

  ;; One call of the import, with the argument.
  (func (export "once") (param $value i32) (result i32)
    (i32.add (call $later (local.get $value)) (i32.const 1))))
