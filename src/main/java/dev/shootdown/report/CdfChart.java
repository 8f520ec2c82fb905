package dev.shootdown.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How latencies are distributed: the share of shootdowns that took no longer, over a logarithmic axis of µs, one line per
 * scheme. Up to 90 % the share is drawn as it is; above, each nine more (99, 99.9, …) is the same way up, so that the rare
 * waits, which are what schemes differ by, are seen beside the usual case. A line meets the upper edge at the maximum. Colours are those
 * of Okabe and Ito, which people with any colour vision can tell apart, and four more; lines differ in their markers too, for
 * print.
 */
public final class CdfChart implements Artefact.Drawing {
    private static final int WIDTH = 1240;
    private static final int HEIGHT = 620;
    /** About a pixel each way: what is nearer to the last point only makes the file large. */
    private static final double SMALLEST_FACTOR = 1.015;

    private static final double SMALLEST_RISE = 0.025;

    // The share as a height: a unit for each 10 % up to 90 %, then two for each nine.
    private static final double LINEAR_PERCENT = 90;
    private static final double PERCENT_PER_UNIT = 10;
    private static final double UNITS_PER_NINE = 2;
    private static final double TOP_PERCENT = 99.999;
    private static final Color[] COLORS = {
        new Color(0xD55E00), new Color(0xE69F00), new Color(0x0072B2), new Color(0x009E73),
        new Color(0xCC79A7), new Color(0x56B4E9), new Color(0x000000), new Color(0x999999),
        new Color(0x882255), new Color(0x332288), new Color(0x999933), new Color(0x661100)
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_DOWN,
        SeriesMarkers.CROSS,
        SeriesMarkers.PLUS
    };
    private static final double[] MARKED_PERCENT = {5, 20, 35, 50, 65, 80, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};

    private final XYChart chart;

    private CdfChart(XYChart chart) {
        this.chart = chart;
    }

    /** The chart of one scenario; cells without any shootdown are left out. */
    public static CdfChart of(String scenario, List<Cell> cells) {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("TLB shootdown latency, " + scenario)
                .xAxisTitle("latency (µs, logarithmic)")
                .yAxisTitle("shootdowns that took no longer (%)")
                .build();
        chart.setCustomYAxisTickLabelsFormatter(CdfChart::percentAt);
        style(chart.getStyler());
        List<Cell> shown = cells.stream()
                .filter(cell ->
                        cell.scenario().equals(scenario) && cell.latency().getTotalCount() > 0)
                .toList();
        double low = Double.MAX_VALUE;
        double high = 1;
        for (int i = 0; i < shown.size(); i++) {
            Histogram histogram = shown.get(i).latency();
            double micros = 1e6 / shown.get(i).clockHz();
            line(chart, shown.get(i).scheme(), histogram, micros, i);
            low = Math.min(low, Math.max(1, histogram.getMinNonZeroValue()) * micros);
            high = Math.max(high, histogram.getMaxValue() * micros);
        }
        if (!shown.isEmpty()) {
            chart.getStyler().setXAxisMin(StrictMath.pow(10, StrictMath.floor(StrictMath.log10(low))));
            chart.getStyler().setXAxisMax(StrictMath.pow(10, StrictMath.ceil(StrictMath.log10(high))));
        }
        return new CdfChart(chart);
    }

    /** How far up a share stands. */
    static double height(double percent) {
        if (percent <= LINEAR_PERCENT) {
            return percent / PERCENT_PER_UNIT;
        }
        double rest = Math.max(100 - percent, 100 - TOP_PERCENT);
        return LINEAR_PERCENT / PERCENT_PER_UNIT
                + UNITS_PER_NINE * (StrictMath.log10(100 - LINEAR_PERCENT) - StrictMath.log10(rest));
    }

    /**
     * The share that stands at a height, for tick labels; blank where it is no round number. Blanks differ in length: the
     * library looks for ticks until no two labels are equal.
     */
    static String percentAt(double height) {
        double linear = LINEAR_PERCENT / PERCENT_PER_UNIT;
        if (height <= linear) {
            return String.format(Locale.ROOT, "%.0f", height * PERCENT_PER_UNIT);
        }
        double nines = (height - linear) / UNITS_PER_NINE;
        if (StrictMath.abs(nines - StrictMath.rint(nines)) > 1e-9) {
            return " ".repeat((int) StrictMath.rint(height));
        }
        int decimals = (int) StrictMath.rint(nines) - 1;
        return String.format(Locale.ROOT, "%." + decimals + "f", 100 - StrictMath.pow(10, -decimals));
    }

    private static void style(XYStyler styler) {
        styler.setLocale(Locale.ROOT);
        styler.setXAxisLogarithmic(true);
        styler.setYAxisMin(0.0);
        styler.setYAxisMax(height(TOP_PERCENT));
        styler.setYAxisTickMarkSpacingHint(20);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 17));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 17));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 19));
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(0xE4E4E4));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setAxisTickMarksStroke(new BasicStroke(1));
        styler.setChartTitleBoxVisible(false);
        styler.setDecimalPattern("#,###.###");
        styler.setMarkerSize(9);
        styler.setChartPadding(14);
    }

    /**
     * Draws one scheme as two series: the line, and a marker every so often, so that lines can be told apart without colours.
     * (Dashes would not do: the library draws every segment of a line by itself.)
     */
    private static void line(XYChart chart, String name, Histogram histogram, double micros, int number) {
        Points points = Points.of(histogram, micros);
        XYSeries line = chart.addSeries(
                name + " line",
                points.x,
                points.percent.stream().map(CdfChart::height).toList());
        line.setMarker(SeriesMarkers.NONE);
        line.setLineColor(COLORS[number % COLORS.length]);
        line.setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        line.setShowInLegend(false);
        List<Double> markersX = new ArrayList<>();
        List<Double> markersY = new ArrayList<>();
        for (double percent : MARKED_PERCENT) {
            markersX.add(Math.max(1, histogram.getValueAtPercentile(percent)) * micros);
            markersY.add(height(percent));
        }
        XYSeries markers = chart.addSeries(name, markersX, markersY);
        markers.setMarker(MARKERS[number % MARKERS.length]);
        markers.setMarkerColor(COLORS[number % COLORS.length]);
        markers.setLineStyle(SeriesLines.NONE);
        markers.setLineColor(COLORS[number % COLORS.length]);
    }

    /** The corners of a line, without those too near to the last one to be seen. */
    private static final class Points {
        private final List<Double> x = new ArrayList<>();
        private final List<Double> percent = new ArrayList<>();

        static Points of(Histogram histogram, double micros) {
            Points points = new Points();
            double lastAt = Math.max(1, histogram.getMinValue()) * micros;
            double lastShare = 0;
            points.add(lastAt, 0);
            for (HistogramIterationValue value : histogram.recordedValues()) {
                double at = Math.max(1, value.getValueIteratedTo()) * micros;
                double share = 100.0 * value.getTotalCountToThisValue() / histogram.getTotalCount();
                boolean end = value.getTotalCountToThisValue() == histogram.getTotalCount();
                if (end || points.isVisible(at, share)) {
                    if (at > lastAt * SMALLEST_FACTOR) {
                        points.add(lastAt, lastShare);
                        points.add(at, lastShare);
                    }
                    points.add(at, share);
                }
                lastAt = at;
                lastShare = share;
            }
            return points;
        }

        private boolean isVisible(double at, double share) {
            int last = x.size() - 1;
            return at > x.get(last) * SMALLEST_FACTOR || height(share) > height(percent.get(last)) + SMALLEST_RISE;
        }

        /** Adds a corner unless it is there; one that lies level or upright between its neighbours is dropped. */
        private void add(double at, double share) {
            int last = x.size() - 1;
            if (last >= 0 && x.get(last) == at && percent.get(last) == share) {
                return;
            }
            if (last >= 1) {
                boolean level = percent.get(last) == share && percent.get(last - 1) == share;
                boolean upright = x.get(last) == at && x.get(last - 1) == at;
                if (level || upright) {
                    x.remove(last);
                    percent.remove(last);
                }
            }
            x.add(at);
            percent.add(share);
        }
    }

    /** The corners of a cell's line: pairs of a latency in µs and the percentage of shootdowns that took no longer. */
    static ArrayNode points(Cell cell) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        Histogram histogram = cell.latency();
        if (histogram.getTotalCount() > 0) {
            Points points = Points.of(histogram, 1e6 / cell.clockHz());
            for (int k = 0; k < points.x.size(); k++) {
                list.addArray().add(points.x.get(k)).add(points.percent.get(k));
            }
        }
        return list;
    }

    @Override
    public byte[] png() {
        return ChartFiles.png(chart);
    }

    @Override
    public byte[] svg() {
        return ChartFiles.svg(chart);
    }
}
