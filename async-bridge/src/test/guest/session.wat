;; Counts its visits, in memory and in a global, and keeps a stack as C does.
(module $session
  (import "env" "get" (func $get (param i32) (result i32)))
  (memory (export "memory") 8 16)
  (global $__stack_pointer (mut i32) (i32.const 65536))
  (global $visits (mut i32) (i32.const 0))
  (func $start (i32.store (i32.const 100) (i32.const 1)))
  (start $start)
  (func $enter
    (i32.store (i32.const 100) (i32.add (i32.load (i32.const 100)) (i32.const 1)))
    (global.set $visits (i32.add (global.get $visits) (i32.const 1))))

  ;; Twice how often the guest was visited before.
  (func (export "visit") (result i32)
    (call $enter)
    (i32.sub (i32.add (i32.load (i32.const 100)) (global.get $visits)) (i32.const 3)))

  ;; Visits, and asks the host with something on the stack.
  (func (export "ask") (param i32) (result i32)
    (local $answer i32)
    (call $enter)
    (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 16)))
    (i32.store (global.get $__stack_pointer) (local.get 0))
    (local.set $answer (call $get (local.get 0)))
    (local.set $answer (i32.add (local.get $answer) (i32.load (global.get $__stack_pointer))))
    (global.set $__stack_pointer (i32.add (global.get $__stack_pointer) (i32.const 16)))
    (local.get $answer))
  (func (export "fail") (call $enter) (unreachable))
  (func (export "spin") (call $enter) (loop $again (br $again)))
  (func (export "stack") (result i32) (global.get $__stack_pointer))
  (func (export "sink")
    (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 1024))))
  (func (export "grow") (result i32) (memory.grow (i32.const 8))))
