package dev.heddle.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * {@code heddle:bind} writes the interfaces of a WebAssembly module, and has them compiled with the
 * project. It needs a JDK 25 as toolchain, or Maven on one.
 */
@Mojo(name = "bind", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class BindMojo extends AbstractMojo {

  private static final int JDK = 25;

  /** The module, a {@code .wasm} file. */
  @Parameter(property = "heddle.module", required = true)
  private @Nullable File module;

  /** The package of the interfaces. */
  @Parameter(property = "heddle.package")
  private @Nullable String packageName;

  /** The interface of the exports; that of the file by default. */
  @Parameter(property = "heddle.name")
  private @Nullable String name;

  /** Whether its methods return values, and not {@code Mono}s. */
  @Parameter(property = "heddle.plain", defaultValue = "false")
  private boolean plain;

  /** Where the interfaces are written. */
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/heddle", required = true)
  private @Nullable File output;

  @Parameter(defaultValue = "${project}", readonly = true)
  private @Nullable MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true)
  private @Nullable MavenSession session;

  @Parameter(defaultValue = "${plugin.artifacts}", readonly = true)
  private @Nullable List<Artifact> artifacts;

  @Component
  @SuppressWarnings("deprecation") // what takes its place would be one more dependency
  private @Nullable ToolchainManager toolchains;

  /** Made by Maven. */
  public BindMojo() {}

  @Override
  public void execute() throws MojoExecutionException {
    if (module == null || output == null || artifacts == null || project == null) {
      throw new MojoExecutionException("the goal has not been configured by Maven");
    }
    List<Path> classPath = artifacts.stream().map(Artifact::getFile).map(File::toPath).toList();
    try {
      List<String> written =
          new JavaSourceProcess(java(), classPath)
              .run(
                  module.toPath(),
                  packageName == null ? "" : packageName,
                  name == null ? "" : name,
                  plain,
                  output.toPath());
      written.forEach(file -> getLog().info("wrote " + file));
      project.addCompileSourceRoot(output.getPath());
    } catch (IOException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted", e);
    }
  }

  private Path java() throws MojoExecutionException {
    if (toolchains != null && session != null) {
      Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
      String tool = toolchain == null ? null : toolchain.findTool("java");
      if (tool != null) {
        return Path.of(tool);
      }
    }
    if (Runtime.version().feature() < JDK) {
      throw new MojoExecutionException(
          "heddle:bind needs a JDK "
              + JDK
              + " as toolchain (maven-toolchains-plugin), or Maven on one, not on "
              + Runtime.version());
    }
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
