package dev.shootdown.cli;

import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.CampaignResult;
import dev.shootdown.report.ResultFile;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** Segments of a campaign from several files. */
final class MergedCampaign implements MergedKind {
    private static final Path MERGED = Path.of("merged");

    private final Path failures;

    /** @param failures where the files of failures go */
    MergedCampaign(Path failures) {
        this.failures = failures;
    }

    @Override
    public String name() {
        return CampaignFiles.KIND;
    }

    @Override
    public void require(Path file, ResultFile content) {
        CampaignFiles.result(file, content);
    }

    @Override
    public ObjectNode join(List<ObjectNode> results) {
        return CampaignFiles.join(results);
    }

    @Override
    public OptionalLong failing(ResultFile part) {
        return OptionalLong.of(CampaignFiles.result(MERGED, part).failing());
    }

    @Override
    public int show(ResultFile whole, CommonOptions common) {
        Campaign campaign = CampaignFiles.campaign(MERGED, whole);
        CampaignResult result = CampaignFiles.result(MERGED, whole);
        CampaignText.Document document = CampaignText.Document.of(
                campaign,
                result.report(campaign, whole.header().tool(), 0),
                null,
                new FailureFiles(failures)::finalFileOf);
        if (common.json()) {
            common.print(document);
        } else {
            CampaignText.print(document, common.out());
        }
        return document.failures().isEmpty() ? Main.HOLDS : Main.FAILS;
    }
}
