package dev.heddle.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Draws a chart as SVG: a row for each subject and in it a dot for each contender, along a
 * logarithmic axis.
 *
 * @param title what is shown
 * @param axis what is along the axis
 * @param contenders who has a colour, in the order of the legend
 * @param rows from subjects to contenders to numbers above zero
 */
record Chart(
    String title, String axis, List<String> contenders, Map<String, Map<String, Double>> rows) {

  private static final List<String> COLOURS =
      List.of(
          "#d1242f", "#0969da", "#1a7f37", "#bf8700", "#8250df", "#1b7c83", "#bc4c00", "#57606a",
          "#e85aad", "#6e7781", "#24292f");

  private static final int LEFT = 150;
  private static final int WIDTH = 900;
  private static final int RIGHT = WIDTH - 30;
  private static final int ROW = 20;
  private static final int LEGEND_COLUMNS = 4;

  /** The picture. */
  String toSvg() {
    int legendRows = (contenders.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    int top = 46 + legendRows * 18;
    int bottom = top + rows.size() * ROW;
    int height = bottom + 48;
    int least = (int) Math.floor(Math.log10(numbers().min().orElse(1)));
    int most = Math.max(least + 1, (int) Math.ceil(Math.log10(numbers().max().orElse(10))));

    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
        WIDTH,
        height);
    add(svg, "<rect width='%d' height='%d' fill='#ffffff'/>", WIDTH, height);
    add(svg, "<text x='16' y='26' font-size='15' font-weight='bold'>%s</text>", escaped(title));
    for (int i = 0; i < contenders.size(); i++) {
      int x = 22 + i % LEGEND_COLUMNS * 215;
      int y = 48 + i / LEGEND_COLUMNS * 18;
      add(svg, "<circle cx='%d' cy='%d' r='5' fill='%s'/>", x, y - 4, colour(i));
      add(svg, "<text x='%d' y='%d'>%s</text>", x + 10, y, escaped(contenders.get(i)));
    }
    for (int power = least; power <= most; power++) {
      double x = place(power, least, most);
      add(svg, "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#d0d7de'/>", x, top, x, bottom);
      add(
          svg,
          "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
          x,
          bottom + 16,
          power < 0 ? "%s".formatted(Math.pow(10, power)) : "%,.0f".formatted(Math.pow(10, power)));
      for (int part = 2; part < 10 && power < most; part++) {
        double between = place(power + Math.log10(part), least, most);
        add(
            svg,
            "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#eff2f5'/>",
            between,
            top,
            between,
            bottom);
      }
    }
    add(
        svg,
        "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
        (LEFT + RIGHT) / 2,
        bottom + 36,
        escaped(axis));
    int y = top + ROW / 2;
    for (Map.Entry<String, Map<String, Double>> row : rows.entrySet()) {
      add(svg, "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='#eaeef2'/>", LEFT, y, RIGHT, y);
      add(
          svg,
          "<text x='%d' y='%d' text-anchor='end'>%s</text>",
          LEFT - 10,
          y + 4,
          escaped(row.getKey()));
      // the first are drawn last, so that they lie on top
      for (int i = contenders.size() - 1; i >= 0; i--) {
        Double number = row.getValue().get(contenders.get(i));
        if (number != null) {
          add(
              svg,
              "<circle cx='%.1f' cy='%d' r='5' fill='%s' fill-opacity='0.85'><title>%s: %s</title></circle>",
              place(Math.log10(number), least, most),
              y,
              colour(i),
              escaped(contenders.get(i)),
              Numbers.three(number));
        }
      }
      y += ROW;
    }
    svg.append("</svg>\n");
    return svg.toString();
  }

  private DoubleStream numbers() {
    return rows.values().stream()
        .flatMap(row -> row.values().stream())
        .mapToDouble(Double::doubleValue);
  }

  private static double place(double power, int least, int most) {
    return LEFT + (power - least) / (most - least) * (RIGHT - LEFT);
  }

  private static String colour(int contender) {
    return COLOURS.get(contender % COLOURS.size());
  }

  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
