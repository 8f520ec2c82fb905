package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Schemes;
import dev.shootdown.testbed.Flight;
import dev.shootdown.testbed.FlightRecorder;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page's data, and what goes into a schedule. What a browser makes of it is tested in a browser: see CONTRIBUTING. */
class ReportPageTest {
    private static JsonNode data(String page) {
        Matcher matcher =
                Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertTrue(matcher.find());
        return JsonMapper.builder().build().readTree(matcher.group(1));
    }

    @Test
    void shouldHoldTheNumbersOfEveryCell() {
        JsonNode cells = data(ReportPage.render(Samples.paperLike(), Map.of()))
                .required("scenarios")
                .get(0)
                .required("cells");
        assertEquals(3, cells.size());
        Cell baseline = Samples.paperLike().get(0);
        assertEquals(
                baseline.latencyMicros().mean(),
                cells.get(0).required("mean_us").asDouble(),
                0.001);
        assertEquals(9048, cells.get(0).required("paper_mean_us").asDouble());
        JsonNode cdf = cells.get(0).required("cdf");
        assertEquals(1.0, cdf.get(cdf.size() - 1).get(1).asDouble());
        assertEquals(
                baseline.latencyMicros().max(), cdf.get(cdf.size() - 1).get(0).asDouble(), 0.001);
    }

    @Test
    void shouldKeepANameFromEndingTheDataOrNamingAFileElsewhere() {
        String name = "</script><script>alert(1)</script>";
        String page = ReportPage.render(List.of(new Cell(List.of(Samples.run(name, name, 1, 1000)))), Map.of());
        assertFalse(page.contains("alert(1)</script>"));
        JsonNode scenario = data(page).required("scenarios").get(0);
        assertEquals(name, scenario.required("name").asString());
        assertFalse(page.contains("src=") || page.contains("https://"), "the page needs no network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "shoot4u"})
    void shouldShowWhatEveryVcpuDidDuringTheSlowestShootdown(String scheme) {
        Scenario scenario = Profiles.scenario("paper-2vm");
        scenario = scenario.lasting(0, Math.round(0.2 * scenario.machine().clockHz()));
        Testbed testbed = new Testbed(scenario, Schemes.named(scheme), Set.of(), 1);
        FlightRecorder recorder = new FlightRecorder(testbed, 0);
        long longest = testbed.run().latency().getMaxValue();
        Flight flight = recorder.slowest().orElseThrow();
        assertEquals(longest, flight.end() - flight.start(), longest * 0.002, "the histogram keeps three digits");
        for (int v = 0; v < 24; v++) {
            int vcpu = v;
            long at = flight.from();
            for (Flight.Span span :
                    flight.spans().stream().filter(one -> one.vcpu() == vcpu).toList()) {
                assertTrue(span.start() <= at, "vCPU " + v + " does something at any time");
                assertTrue(span.end() > span.start());
                boolean out = span.doing() == Flight.Doing.WAITS_FOR_PCPU;
                assertTrue(!out || span.pcpu() < 0);
                at = Math.max(at, span.end());
            }
            assertEquals(flight.end(), at, "vCPU " + v);
        }
        Flight.Doing waiting =
                scheme.equals("baseline") ? Flight.Doing.WAITS_FOR_FLUSH : Flight.Doing.IN_FLUSH_HYPERCALL;
        assertTrue(
                flight.spans().stream().anyMatch(span -> span.vcpu() == flight.initiator() && span.doing() == waiting));
        assertTrue(flight.signals().stream().anyMatch(signal -> signal.sender() == flight.initiator()));
        assertTrue(flight.signals().stream().allMatch(signal -> signal.taken() >= signal.sent()));
        Cell cell = new Cell(List.of(Samples.run(scheme, "paper-2vm", 1, longest)));
        JsonNode shown = data(ReportPage.render(List.of(cell), Map.of(cell, new ReportPage.Slowest(1, flight))))
                .required("scenarios")
                .get(0)
                .required("cells")
                .get(0)
                .required("slowest");
        assertEquals(flight.spans().size(), shown.required("spans").size());
        assertEquals(flight.initiator(), shown.required("initiator").asInt());
    }

    @Test
    void showsTheFiguresOfAStudy() {
        List<Cell> cells = Samples.paperLike();
        String page = ReportPage.render(cells, Map.of(), List.of(new LatencyCdfs(cells)));
        JsonNode figure = data(page).get("figures").get(0);
        assertEquals("cdf", figure.get("name").asString());
        String svg = new String(
                Base64.getDecoder()
                        .decode(figure.get("charts").get(0).get("svg").asString()),
                StandardCharsets.UTF_8);
        assertTrue(svg.contains("<svg"), svg);
        assertTrue(figure.get("table").asString().contains("99.9% µs"));
    }
}
