package dev.shootdown.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Bars over programs, one series per system side by side, or one per part of a whole on top of each other. Colours are those
 * of {@link CdfChart}.
 */
public final class BarChart {
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
        new Color(0x000000),
        new Color(0x999999)
    };
    private static final Color[] PARTS = {
        new Color(0xBBBBBB), new Color(0xE69F00), new Color(0x0072B2), new Color(0x009E73)
    };

    private final CategoryChart chart;
    private final Color[] colors;
    private int series;

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
        styler.setStacked(stacked);
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
        return new BarChart(chart, stacked ? PARTS : COLORS);
    }

    /** Adds bars, one for each category; null where there is none to draw. */
    BarChart bars(String name, List<String> categories, List<Double> heights) {
        Color color = colors[series++ % colors.length];
        CategorySeries bars = chart.addSeries(name, categories, heights);
        bars.setFillColor(color);
        bars.setLineColor(color);
        bars.setMarker(SeriesMarkers.NONE);
        return this;
    }

    public byte[] png() {
        return ChartFiles.png(chart);
    }

    public byte[] svg() {
        return ChartFiles.svg(chart);
    }
}
