package dev.jobgrid.executor.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS files of an Engine on TCP: PEM files as for the docker command.
 *
 * @param ca CA certificates of the Engine's certificate
 * @param certificate the client's certificate
 * @param key its key, in PKCS #8 or as an RSA key in PKCS #1
 */
public record TlsFiles(Path ca, Path certificate, Path key) {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");
    private static final char[] NO_PASSWORD = {};

    /** The files ca.pem, cert.pem and key.pem of a folder. */
    public static TlsFiles in(Path folder) {
        return new TlsFiles(folder.resolve("ca.pem"), folder.resolve("cert.pem"), folder.resolve("key.pem"));
    }

    /** Reads the files. */
    SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(ownKey(), NO_PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the TLS files " + ca + ", " + certificate + " and " + key + " cannot be used", e);
        }
    }

    private KeyStore trusted() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int nth = 0;
        for (Certificate authority : certificates(ca)) {
            store.setCertificateEntry("ca" + nth++, authority);
        }
        return store;
    }

    private KeyStore ownKey() throws IOException, GeneralSecurityException {
        List<Certificate> chain = certificates(certificate);
        KeyStore store = empty();
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        store.setKeyEntry("own", privateKey(algorithm), NO_PASSWORD, chain.toArray(Certificate[]::new));
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return List.copyOf(all);
        }
    }

    private PrivateKey privateKey(String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = PEM.matcher(Files.readString(key, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException(key + " holds no private key");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        boolean isPkcs1 = pem.group(1).equals("RSA PRIVATE KEY");
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(isPkcs1 ? pkcs8(der) : der));
    }

    /** A PKCS #1 RSA key in the form of the JDK: with the algorithm's name before it. */
    private static byte[] pkcs8(byte[] pkcs1) {
        byte[] version = {2, 1, 0};
        byte[] rsa = {0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};
        return der(0x30, concat(version, rsa, der(4, pkcs1)));
    }

    private static byte[] der(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return concat(head, content);
    }

    private static byte[] concat(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
