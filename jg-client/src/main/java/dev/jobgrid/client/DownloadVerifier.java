package dev.jobgrid.client;

import dev.jobgrid.artifacts.Artifact;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that all bytes of a download are of one artifact: by the ETags of responses, and for a whole download by the
 * hash of its bytes. Single-threaded.
 */
final class DownloadVerifier {
    private final Artifact artifact;
    private final MessageDigest sha256;
    private final boolean isWhole;
    private @Nullable String tag;

    /** For a download from this offset. */
    DownloadVerifier(Artifact artifact, long offset) {
        this.artifact = artifact;
        this.sha256 = digest();
        this.isWhole = offset == 0 && !artifact.sha256().isEmpty();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has it", e);
        }
    }

    /** The bytes are another artifact's; a retry does not help. */
    static final class ReplacedException extends IOException {
        private static final long serialVersionUID = 1L;

        ReplacedException(Artifact artifact) {
            super("artifact " + artifact.id() + " was replaced while it was read; download it again");
        }
    }

    /** Of the first response, if it had a strong tag. */
    Optional<String> strongTag() {
        return Optional.ofNullable(tag).filter(known -> !known.startsWith("W/"));
    }

    /** Checks the tag of a response, if it has one. */
    void checkTag(Optional<String> answered) throws ReplacedException {
        if (tag == null) {
            tag = answered.orElse(null);
        } else if (answered.isPresent() && !answered.get().equals(tag)) {
            throw new ReplacedException(artifact);
        }
    }

    /** Checks the artifact's metadata after renewing the address. */
    void checkArtifact(Artifact reported) throws ReplacedException {
        boolean isSameHash = reported.sha256().isEmpty()
                || artifact.sha256().isEmpty()
                || reported.sha256().equals(artifact.sha256());
        if (!isSameHash || reported.sizeBytes() != artifact.sizeBytes() || reported.attempt() != artifact.attempt()) {
            throw new ReplacedException(artifact);
        }
    }

    void took(byte[] bytes, int offset, int length) {
        if (isWhole) {
            sha256.update(bytes, offset, length);
        }
    }

    /** Verifies the complete download. May be called again. */
    void checkWhole() throws ReplacedException {
        if (isWhole && !HexFormat.of().formatHex(copied()).equals(artifact.sha256())) {
            throw new ReplacedException(artifact);
        }
    }

    private byte[] copied() {
        try {
            return ((MessageDigest) sha256.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
