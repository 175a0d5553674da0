package dev.jobgrid.internal.screening;

import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.util.List;

/** Lies in the package of the reader, whose module comes before the testkit. */
class ImageReferenceFuzzTest extends FuzzContract {
    /** Longer ones are refused before. */
    private static final int MAX_LENGTH = 512;

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(FuzzTarget.ofText(
                "image",
                List.of(
                        "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime",
                        "registry.example.com:5000/team/app@sha256:" + "0a".repeat(32),
                        "[fd00::1]:5000/a--b__c.d/e_f",
                        "a-".repeat(200) + "a"),
                text -> ImageReference.isValid(text.substring(0, Math.min(MAX_LENGTH, text.length())))
                        ? "image"
                        : "none"));
    }
}
