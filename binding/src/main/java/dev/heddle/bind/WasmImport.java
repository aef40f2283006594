package dev.heddle.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that serves an import of the guest, or a class or interface all of whose public
 * methods do.
 *
 * <p>A method without a name of its own serves the import of its Java name, or else the one in
 * snake_case or kebab-case; without a module, that of its class, or else the only module that
 * imports such a name. Methods that implement a marked method of an interface are marked, too.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface WasmImport {

  /** The module of the import, its first name, e.g. {@code env}; empty for any. */
  String value() default "";

  /** The name of the import, its second name; empty for that of the method. Not for types. */
  String name() default "";
}
