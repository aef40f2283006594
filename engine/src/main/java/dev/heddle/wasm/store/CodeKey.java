package dev.heddle.wasm.store;

/**
 * What a file of generated classes is for: they are of use only where all of this is the same.
 *
 * @param form see {@link CompiledForm}
 * @param module what identifies the bytes of the module
 * @param metered whether the functions count their fuel
 */
record CodeKey(String form, String module, boolean metered) {}
