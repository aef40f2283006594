/** The command line: runs, shows, checks and compiles modules. */
module dev.heddle.cli {
  requires dev.heddle.wasi;
  requires info.picocli;
  requires jdk.jfr;
  requires static org.jspecify;

  opens dev.heddle.cli to
      info.picocli;
  opens dev.heddle.cli.option to
      info.picocli;
}
