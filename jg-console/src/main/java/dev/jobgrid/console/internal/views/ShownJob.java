package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of a table of jobs.
 *
 * @param id the job's id
 * @param version changes with what the row shows
 * @param glyph name of the status' glyph
 * @param word the status
 * @param name the job's name
 * @param cause why it failed, in a few words
 * @param gpu its GPUs, in a few characters
 * @param node where it ran last; empty before
 * @param submitted when it was submitted
 * @param age how long ago that was
 * @param waited how long it waited
 * @param waitsSince since when it waits, while it does
 * @param ran how long it ran; empty before
 * @param runsSince since when it runs, while it does
 * @param cost its cost so far; empty before it ran
 * @param submitter who submitted it
 */
public record ShownJob(
        String id,
        String version,
        String glyph,
        String word,
        String name,
        Optional<String> cause,
        String gpu,
        String node,
        Instant submitted,
        String age,
        String waited,
        Optional<Instant> waitsSince,
        String ran,
        Optional<Instant> runsSince,
        String cost,
        String submitter) {}
