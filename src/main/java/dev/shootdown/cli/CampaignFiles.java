package dev.shootdown.cli;

import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.CampaignResult;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.Shard;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The {@link ResultFile}s of {@code fuzz}. Their units are the segments of a campaign. */
final class CampaignFiles {
    static final String KIND = "fuzz";

    private static final String DATA = "campaign_result";

    private CampaignFiles() {}

    /** Which segments are a shard's. */
    static Segments segments(Shard shard) {
        return new Segments(shard.number() - 1L, shard.of());
    }

    /** What decides how a campaign comes out. The same scheme with other code, in a user's jar, is told by its first schedules. */
    static ResultFile.Header header(Campaign campaign) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("scheme", campaign.scheme().name());
        configuration.put("bugs", String.join("+", new TreeSet<>(campaign.bugs())));
        configuration.put("strategy", campaign.strategy());
        configuration.put("seed", Long.toString(campaign.seed()));
        configuration.put("steps", Integer.toString(campaign.mostSteps()));
        configuration.put("runs", Long.toString(campaign.runs()));
        configuration.put("first_schedules", String.format("%016x", campaign.firstSchedules()));
        long units = Segments.of(campaign);
        if (units > Integer.MAX_VALUE) {
            throw new BadInput("--runs " + campaign.runs() + ": a result file has at most "
                    + (long) Integer.MAX_VALUE * Segments.SCHEDULES + " schedules.");
        }
        return new ResultFile.Header(Version.number(), Version.build(), KIND, configuration, (int) units);
    }

    static ObjectNode json(CampaignResult result) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("schedules", result.schedules());
        node.put("failing_schedules", result.failing());
        node.put(DATA, Base64.getEncoder().encodeToString(result.bytes()));
        return node;
    }

    /**
     * The campaign that a file is of, without threads and time.
     *
     * @throws BadInput if there is no such campaign here
     */
    static Campaign campaign(Path file, ResultFile content) {
        Map<String, String> configuration = content.header().configuration();
        try {
            String bugs = configuration.getOrDefault("bugs", "");
            Campaign campaign = new Campaign(
                    Schemes.named(configuration.getOrDefault("scheme", "")),
                    bugs.isEmpty() ? Set.of() : new TreeSet<>(List.of(bugs.split("\\+"))),
                    configuration.getOrDefault("strategy", ""),
                    number(configuration, "seed"),
                    number(configuration, "runs"),
                    Long.MAX_VALUE,
                    1,
                    Math.toIntExact(number(configuration, "steps")));
            if (Segments.of(campaign) != content.header().units()) {
                throw new BadInput("its units are not those of the configuration");
            }
            return campaign;
        } catch (ArithmeticException e) {
            throw ResultFile.bad(file, "key 'configuration.steps' is too large");
        } catch (BadInput e) {
            throw ResultFile.bad(file, e.getMessage());
        }
    }

    private static long number(Map<String, String> configuration, String key) {
        try {
            return Long.parseLong(configuration.getOrDefault(key, ""));
        } catch (NumberFormatException e) {
            throw new BadInput("key 'configuration." + key + "' is no number");
        }
    }

    /**
     * What came out, as the file holds it.
     *
     * @throws BadInput if it is not of the units that are said to be done
     */
    static CampaignResult result(Path file, ResultFile content) {
        Campaign campaign = campaign(file, content);
        CampaignResult result;
        try {
            result = parse(content.result());
        } catch (BadInput e) {
            throw ResultFile.bad(file, "key 'result': " + e.getMessage());
        }
        long schedules = content.done().stream()
                .mapToLong(unit -> Segments.schedules(campaign, unit))
                .sum();
        if (result.schedules() != schedules) {
            throw ResultFile.bad(
                    file,
                    "key 'result' holds " + result.schedules() + " schedules, and the units in key 'done' have "
                            + schedules);
        }
        if (!json(result).toString().equals(content.result().toString())) {
            throw ResultFile.bad(file, "key 'result' is damaged: its counts are not those of '" + DATA + "'");
        }
        return result;
    }

    /** Several results as one. */
    static ObjectNode join(List<ObjectNode> results) {
        CampaignResult sum = new CampaignResult();
        results.forEach(result -> sum.merge(parse(result)));
        return json(sum);
    }

    private static CampaignResult parse(ObjectNode result) {
        try {
            return CampaignResult.parse(
                    Base64.getDecoder().decode(result.path(DATA).asString("")));
        } catch (IllegalArgumentException e) {
            throw new BadInput("'" + DATA + "' is not as fuzz writes it");
        }
    }
}
