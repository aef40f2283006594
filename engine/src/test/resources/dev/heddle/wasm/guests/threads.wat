;; What one of several threads does with the memory that they share.
(module $threads
  (memory (import "env" "memory") 1 64 shared)

  ;; Adds 1 to a byte, and to a long, many times.
  (func (export "addBytes") (param $address i32) (param $times i32)
    (loop $again
      (drop (i32.atomic.rmw8.add_u (local.get $address) (i32.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
  (func (export "addLongs") (param $address i32) (param $times i32)
    (loop $again
      (drop (i64.atomic.rmw.add (local.get $address) (i64.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))

  ;; Exchanges the short at the address in a loop until it has added 1 to it, many times.
  (func (export "addShorts") (param $address i32) (param $times i32)
    (local $seen i32)
    (loop $again
      (local.set $seen (i32.atomic.load16_u (local.get $address)))
      (br_if $again
        (i32.ne (local.get $seen)
          (i32.atomic.rmw16.cmpxchg_u (local.get $address) (local.get $seen)
            (i32.add (local.get $seen) (i32.const 1)))))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))

  (func $lock (param $address i32)
    (local $seen i32)
    (local.set $seen
      (i32.atomic.rmw.cmpxchg (local.get $address) (i32.const 0) (i32.const 1)))
    (if (local.get $seen)
      (then
        (loop $again
          (if (i32.or (i32.eq (local.get $seen) (i32.const 2))
                (i32.atomic.rmw.cmpxchg (local.get $address) (i32.const 1) (i32.const 2)))
            (then
              (drop (memory.atomic.wait32 (local.get $address) (i32.const 2) (i64.const -1)))))
          (br_if $again
            (local.tee $seen
              (i32.atomic.rmw.cmpxchg (local.get $address) (i32.const 0) (i32.const 2))))))))
  (func $unlock (param $address i32)
    (if (i32.ne (i32.atomic.rmw.sub (local.get $address) (i32.const 1)) (i32.const 1))
      (then
        (i32.atomic.store (local.get $address) (i32.const 0))
        (drop (memory.atomic.notify (local.get $address) (i32.const 1))))))

  ;; Adds 1 to the int behind a lock, in two steps, many times.
  (func (export "addLocked") (param $lock i32) (param $times i32)
    (loop $again
      (call $lock (local.get $lock))
      (i32.store offset=4 (local.get $lock)
        (i32.add (i32.load offset=4 (local.get $lock)) (i32.const 1)))
      (call $unlock (local.get $lock))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))

  (func (export "wait32") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32)
    (memory.atomic.notify (local.get 0) (local.get 1)))
  (func (export "store") (param i32 i32)
    (i32.atomic.store (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32)
    (memory.grow (local.get 0)))

  ;; Grows by a page until that fails, and marks each new one with a byte.
  (func (export "growToTheEnd") (result i32)
    (local $page i32) (local $count i32)
    (block $end
      (loop $again
        (local.set $page (memory.grow (i32.const 1)))
        (br_if $end (i32.eq (local.get $page) (i32.const -1)))
        (i32.store8 (i32.shl (local.get $page) (i32.const 16)) (i32.const 1))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $again)))
    (local.get $count))

  ;; Reads the int at the address as long as it is 0, in a loop without anything atomic.
  (func (export "spin") (param i32) (result i32)
    (loop $again
      (br_if $again (i32.eqz (i32.load (local.get 0)))))
    (i32.load (local.get 0)))

  ;; Waits for another thread to grow the memory, and reads from the new page.
  (func (export "spinForPage") (param $page i32) (result i32)
    (loop $again
      (br_if $again (i32.le_u (memory.size) (local.get $page))))
    (i32.load (i32.shl (local.get $page) (i32.const 16))))
)
