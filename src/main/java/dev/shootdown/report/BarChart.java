package dev.shootdown.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Bars over programs, one series per system side by side, or one per part of a whole on top of each other. Bars have the
 * 95 % intervals of their heights.
 */
public final class BarChart implements Artefact.Drawing {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 640;
    private static final Color[] COLORS = {
        new Color(0xD55E00),
        new Color(0xE69F00),
        new Color(0xF0E442),
        new Color(0x0072B2),
        new Color(0x56B4E9),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0x882255),
        new Color(0x999999)
    };
    private static final Color[] PARTS = {
        new Color(0xBBBBBB), new Color(0xE69F00), new Color(0x0072B2), new Color(0x009E73)
    };

    /** Longer error bars than so many times the highest bar are cut off, or bars would not be seen. */
    private static final double MOST_ERROR = 3;

    private static final int MOST_TICKS = 12;

    private final CategoryChart chart;
    private final Color[] colors;
    private int series;
    private double highest;
    private double highestBar;

    private BarChart(CategoryChart chart, Color[] colors) {
        this.chart = chart;
        this.colors = colors;
    }

    /** A chart without bars. */
    static BarChart of(String title, String yAxis, boolean stacked) {
        System.setProperty("java.awt.headless", "true");
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(yAxis)
                .build();
        CategoryStyler styler = chart.getStyler();
        styler.setLocale(Locale.ROOT);
        styler.setOverlapped(stacked);
        styler.setYAxisMin(0.0);
        if (stacked) {
            styler.setYAxisMax(100.0);
        }
        styler.setAvailableSpaceFill(stacked ? 0.6 : 0.85);
        styler.setXAxisLabelRotation(30);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 17));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 19));
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(0xE4E4E4));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setChartTitleBoxVisible(false);
        styler.setDecimalPattern("#,###.###");
        styler.setChartPadding(14);
        styler.setErrorBarsColor(new Color(0x222222));
        styler.setAnnotationLineColor(new Color(0x444444));
        styler.setAnnotationLineStroke(
                new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {7, 5}, 0));
        styler.setAnnotationTextFontColor(new Color(0xB00020));
        styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        styler.setYAxisTickMarkSpacingHint(40);
        return new BarChart(chart, stacked ? PARTS : COLORS);
    }

    /**
     * Adds bars, one for each category; null where there is none to draw. Those of known confidence get error bars; in a stack
     * bars reach from zero to their upper edge, and what is added later stands in front.
     */
    BarChart bars(String name, List<String> categories, List<Confidence> heights) {
        List<Double> tops = new ArrayList<>();
        List<Double> halfWidths = new ArrayList<>();
        boolean any = false;
        for (Confidence height : heights) {
            boolean known = height != null && height.isKnown();
            any |= known;
            tops.add(height == null ? 0 : height.mean());
            halfWidths.add(known ? height.halfWidth() : 0);
            highestBar = Math.max(highestBar, tops.get(tops.size() - 1));
            highest = Math.max(highest, tops.get(tops.size() - 1) + halfWidths.get(halfWidths.size() - 1));
        }
        Color color = colors[series++ % colors.length];
        CategorySeries bars =
                any ? chart.addSeries(name, categories, tops, halfWidths) : chart.addSeries(name, categories, tops);
        bars.setFillColor(color);
        bars.setLineColor(color);
        bars.setMarker(SeriesMarkers.NONE);
        return this;
    }

    /** A dashed line across all bars. */
    BarChart line(double height) {
        chart.addAnnotation(new AnnotationLine(height, false, false));
        return this;
    }

    /** A word in the place of a bar that is not there, upright. */
    BarChart mark(int category, int bar, int bars, String text) {
        double x =
                category + 0.5 + ((bar + 0.5) / bars - 0.5) * chart.getStyler().getAvailableSpaceFill();
        chart.addAnnotation(new AnnotationText(text, x, 0, false));
        return this;
    }

    /** The axis ends at a round number, and so far up that error bars fit unless they are of no use. */
    BarChart fit() {
        double top = Math.max(1e-9, Math.min(highest, MOST_ERROR * highestBar));
        double step = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(top)));
        double[] fractions = {0.1, 0.2, 0.5, 1};
        for (double fraction : fractions) {
            if (top / (fraction * step) <= MOST_TICKS) {
                step *= fraction;
                break;
            }
        }
        chart.getStyler().setYAxisMax(step * StrictMath.ceil(top / step));
        return this;
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
