package dev.heddle.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which exported function a method of a bound interface calls, where its name does not.
 *
 * <p>Without it, a method {@code unitPrice} calls the export {@code unitPrice}, or else {@code
 * unit_price}, or else {@code unit-price}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WasmExport {

  /** The name of the export. */
  String value();
}
