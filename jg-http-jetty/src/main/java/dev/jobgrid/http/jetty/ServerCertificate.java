package dev.jobgrid.http.jetty;

import dev.jobgrid.auth.PrivateFileCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate with its chain and its private key, from PEM files. Immutable. */
public final class ServerCertificate {
    /** Protects nothing: the key store is in memory only. */
    static final String STORE_PASSWORD = "";

    private static final int MAX_BYTES = 1 << 20;
    private static final Duration SOON = Duration.ofDays(14);
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([^-]*)-----END");

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Reads a certificate and its key.
     *
     * @param certificate the server's certificate, followed by its chain
     * @param key the private key of the first: PKCS #8, or RSA in PKCS #1; without a passphrase
     * @throws IllegalArgumentException with a way out, if a file has another format, the key is of another certificate, or other
     *     users may read it
     * @throws IOException if a file cannot be read
     */
    public static ServerCertificate read(Path certificate, Path key) throws IOException {
        try {
            PrivateFileCheck.require(key, key + " is a private key");
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        }
        List<X509Certificate> chain = chain(certificate, text(certificate));
        PrivateKey own = key(key, text(key), chain.get(0).getPublicKey().getAlgorithm());
        if (!isPair(chain.get(0), own)) {
            throw new IllegalArgumentException("the key in " + key + " is not that of the first certificate in "
                    + certificate + "; give the files that were made together");
        }
        return new ServerCertificate(chain, own);
    }

    private static IllegalArgumentException missing(Path file, Exception cause) {
        return new IllegalArgumentException("the file " + file + " is not there", cause);
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        }
    }

    private static List<X509Certificate> chain(Path file, String text) {
        // One by one: text that tools write between them is skipped.
        List<byte[]> blocks = CERTIFICATE
                .matcher(text)
                .results()
                .map(block -> block.group().getBytes(StandardCharsets.US_ASCII))
                .toList();
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " holds no certificate; it is a PEM file with -----BEGIN CERTIFICATE-----");
        }
        try {
            CertificateFactory certificates = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>();
            for (byte[] block : blocks) {
                chain.add((X509Certificate) certificates.generateCertificate(new ByteArrayInputStream(block)));
            }
            return chain;
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + " holds a certificate that is damaged", e);
        }
    }

    private static PrivateKey key(Path file, String text, String algorithm) {
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            throw new IllegalArgumentException(
                    file + " holds no private key; it is a PEM file with -----BEGIN PRIVATE KEY-----");
        }
        String form = pem.group(1).strip();
        if (!form.isEmpty() && !form.equals("RSA")) {
            throw new IllegalArgumentException("the private key in " + file + " is " + form
                    + "; write it anew: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(form.isEmpty() ? der : pkcs8(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without its cause, which might quote the key.
            throw new IllegalArgumentException("the private key in " + file + " is damaged, or not the "
                    + algorithm + " key that its certificate is for; write it anew: openssl pkcs8 -topk8 -nocrypt -in "
                    + file + " -out key.pem");
        }
    }

    /** An RSA key of PKCS #1 in the form of the JDK: with the algorithm's name before it. */
    private static byte[] pkcs8(byte[] pkcs1) {
        byte[] version = {2, 1, 0};
        byte[] rsa = {0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};
        return der(0x30, concat(version, rsa, der(4, pkcs1)));
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] head = {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concat(head, content);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static boolean isPair(X509Certificate certificate, PrivateKey key) {
        byte[] sample = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** When the first certificate of the chain expires. */
    public Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** A warning if it has expired or expires within 14 days. */
    public Optional<String> ending(Instant now) {
        Instant end = expires();
        return now.plus(SOON).isAfter(end)
                ? Optional.of("the certificate " + (end.isAfter(now) ? "ends at " : "ended at ") + end)
                : Optional.empty();
    }

    /** The names and addresses that the certificate is for. */
    public List<String> names() {
        try {
            Collection<List<?>> names =
                    Objects.requireNonNullElse(chain.get(0).getSubjectAlternativeNames(), List.of());
            return names.stream()
                    .map(name -> name.get(1))
                    .filter(String.class::isInstance)
                    .map(String::valueOf)
                    .toList();
        } catch (CertificateException e) {
            return List.of();
        }
    }

    KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, STORE_PASSWORD.toCharArray());
            store.setKeyEntry("own", key, STORE_PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate cannot be used by this JVM", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerCertificate same && same.chain.equals(chain) && same.key.equals(key);
    }

    @Override
    public int hashCode() {
        return chain.hashCode();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "certificate for " + String.join(", ", names()) + " until " + expires();
    }
}
