package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Storyboard;
import dev.shootdown.trace.Word;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page's data. What a browser makes of it is tested in a browser: see CONTRIBUTING. */
class SchedulePageTest {
    /** The published form of kvm_tlb loses a flush: 21 steps, the shortest there are. */
    static final Recording LOST_FLUSH = new Recording(
            "test",
            "kvm_tlb",
            List.of("kvmtlb-cmpxchg-old-value"),
            Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE)),
            "by hand",
            0,
            0,
            "NoStaleTranslation",
            List.of(
                    "LoadVcpu(v1, p1)",
                    "LoadVcpu(v2, p2)",
                    "PublishVcpuCpu(v1)",
                    "PublishVcpuCpu(v2)",
                    "ServeRequests(v1)",
                    "ServeRequests(v2)",
                    "SetInGuestMode(v1)",
                    "SetInGuestMode(v2)",
                    "EnterGuest(v1)",
                    "EnterGuest(v2)",
                    "MapPage(v1, g1, f1)",
                    "FillTlb(v1, g1)",
                    "ExitGuest(v1)",
                    "ClearPte(v2, m1, g1)",
                    "PinThread(v2)",
                    "FlushLocal(v2)",
                    "ReadCpumask(v2)",
                    "ReadPvState(v2, v1)",
                    "SetInGuestMode(v1)",
                    "FlagFlush(v2)",
                    "FinishFlush(v2)"));

    private static JsonNode data(String page) {
        Matcher matcher =
                Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertTrue(matcher.find());
        return JsonMapper.builder().build().readTree(matcher.group(1));
    }

    private static String page(Recording recording) {
        return SchedulePage.render(SchedulePage.Heading.of(recording, ""), Storyboard.of(recording));
    }

    @Test
    void shouldHoldWhatTheStoryboardHolds() {
        JsonNode data = data(page(LOST_FLUSH));
        Storyboard board = Storyboard.of(LOST_FLUSH);
        assertEquals("NoStaleTranslation", data.required("broken").asString());
        assertTrue(data.required("claim").asString().startsWith("Once a shootdown has returned"));
        assertEquals(board.why(), data.required("why").asString());
        assertEquals(board.announcement(), data.required("announcement").asString());
        assertEquals(
                "2 vCPUs, 2 pCPUs, 1 page, 1 frame; concurrent, migrate",
                data.required("machine").asString());
        assertEquals(22, data.required("frames").size());
        JsonNode words = data.required("words");
        for (int k = 0; k < 22; k++) {
            JsonNode frame = data.required("frames").get(k);
            assertEquals(board.frames().get(k).step(), frame.required("step").asString());
            assertEquals(board.frames().get(k).actor(), frame.required("actor").asInt());
            for (int lane = 0; lane < 4; lane++) {
                List<Word> here = board.frames().get(k).places().get(lane).words();
                JsonNode numbers = frame.required("places").get(lane).required("words");
                assertEquals(here.size(), numbers.size());
                for (int n = 0; n < here.size(); n++) {
                    JsonNode word = words.get(numbers.get(n).asInt());
                    assertEquals(here.get(n).text(), word.get(0).asString());
                    assertEquals(here.get(n).meaning(), word.get(1).asString());
                    assertEquals(here.get(n).mark().name(), word.get(2).asString());
                }
            }
        }
        assertTrue(data.required("back_to").isNull());
        JsonNode flag = data.required("frames").get(20);
        assertTrue(flag.required("stands_for").asString().startsWith("cmpxchg(state"));
    }

    @Test
    void shouldShowNamesAsTextWhateverIsInThem() {
        String name = "</script><script>alert(1)</script>";
        Storyboard board = new Storyboard(List.of(), List.of(), List.of(), name, name, name, OptionalInt.empty());
        String page = SchedulePage.render(new SchedulePage.Heading(name, name, name, List.of(name)), board);
        assertFalse(page.contains("<script>alert"));
        JsonNode data = data(page);
        assertEquals(name, data.required("title").asString());
        assertEquals(name, data.required("bugs").get(0).get(0).asString());
        assertEquals(name, data.required("why").asString());
    }

    @Test
    void shouldNeedNoNetwork() {
        String page = page(LOST_FLUSH);
        assertFalse(page.contains("src=") || page.contains("https://") || page.contains("url("), "it loads something");
        assertFalse(Pattern.compile("/\\*[A-Z]+\\*/").matcher(page).find(), "a slot is left");
    }

    @Test
    void shouldBeTheSamePageEveryTime() {
        assertEquals(page(LOST_FLUSH), page(LOST_FLUSH));
    }

    @Test
    void shouldRefuseWhatABrowserCannotShow() {
        Storyboard one = Storyboard.of(LOST_FLUSH);
        Storyboard long_ = new Storyboard(
                one.lanes(),
                Collections.nCopies(SchedulePage.MOST_STEPS + 2, one.frames().get(0)),
                List.of(),
                "",
                "",
                "",
                OptionalInt.empty());
        BadInput e =
                assertThrows(BadInput.class, () -> SchedulePage.render(SchedulePage.Heading.of(LOST_FLUSH, ""), long_));
        assertEquals("a page shows at most 5000 steps, and this schedule has 5001", e.getMessage());
    }
}
