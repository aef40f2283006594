package dev.heddle.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {

  private final Results results = new Results();
  private final Report report =
      new Report(
          "Some figures",
          List.of("How they came about."),
          List.of("a machine"),
          List.of(
              new Participant("ours", "what is <ours>", "1.0", true),
              new Participant("theirs", "what is theirs", "2.0", true),
              new Participant("other", "nobody's", "other cannot be started", false)),
          List.of("theirs"),
          results);

  ReportTest() {
    warm("fib", 30, 10);
    warm("nbody", 120, 10);
    results.add(Section.LOAD, "sqlite", "ours", List.of(10.0));
    results.add(Section.LOAD, "sqlite", "theirs", List.of(100.0));
  }

  private void warm(String subject, long ours, long theirs) {
    results.add(Section.WARM, subject, "ours", List.of(ours * 1e6, ours * 1e6, ours * 2e6));
    results.add(Section.WARM, subject, "theirs", List.of(theirs * 1e6));
  }

  @Test
  void medians_stand_with_their_spread_and_ratios_below() {
    assertThat(report.toMarkdown("x"))
        .contains("| fib | 30.0 ±25% | 10.0 |\n")
        .contains("| fib | 3.00 | 1.00 |\n");
  }

  @Test
  void the_summary_has_geometric_means_the_worst_case_and_each_kind() {
    assertThat(report.toMarkdown("x"))
        .contains("| ours | 6.00 | 12.0 (nbody) | 2 of 2 |\n")
        .contains("| engine | calls | floats |\n")
        .contains("| ours | 3.00 | 12.0 |\n");
  }

  @Test
  void loading_is_told_in_megabytes_a_second_and_its_ratio_in_time() {
    assertThat(report.toMarkdown("x"))
        .contains("Medians in MB/s")
        .contains("| sqlite | 100 | 10.0 |\n")
        .contains("| sqlite | 0.100 | 1.00 |\n");
  }

  @Test
  void who_is_absent_is_listed_with_the_reason_and_has_no_column() {
    assertThat(report.toMarkdown("x"))
        .contains("| other | nobody's | absent: other cannot be started |\n")
        .contains("|  | ours | theirs |\n");
  }

  @Test
  void a_failure_is_marked_and_its_reason_stands_below() {
    results.fail(Section.WARM, "bzip2", "ours", "Error: `no` way");
    results.add(Section.WARM, "bzip2", "theirs", List.of(1e6));

    assertThat(report.toMarkdown("x"))
        .contains("| bzip2 | fails (1) | 1.00 |\n")
        .contains("(1) `Error: 'no' way`")
        .contains("| bzip2 | - | 1.00 |\n");
  }

  @Test
  void every_chart_of_the_page_is_written_and_is_xml_with_a_dot_for_each_number(
      @TempDir Path folder) throws Exception {
    Path page = folder.resolve("figures.md");

    report.write(page);

    assertThat(Files.readString(page))
        .contains("(figures/warm.svg)", "(figures/load.svg)", "(figures/summary.svg)");
    Document chart = parse(Files.readString(folder.resolve("figures/warm.svg")));
    assertThat(chart.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(chart.getElementsByTagName("title").getLength()).isEqualTo(4);
  }

  @Test
  void dots_lie_along_a_logarithmic_axis() throws Exception {
    Document chart = parse(report.charts().get("load").toSvg());

    double[] places =
        IntStream.range(0, chart.getElementsByTagName("title").getLength())
            .mapToObj(i -> chart.getElementsByTagName("title").item(i).getParentNode())
            .mapToDouble(
                dot -> Double.parseDouble(dot.getAttributes().getNamedItem("cx").getNodeValue()))
            .toArray();

    // theirs is drawn first, 10 MB/s at the left end; ours, 100 MB/s, at the right
    assertThat(places).containsExactly(150, 870);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
