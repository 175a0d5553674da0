package dev.jobgrid.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** An identity provider of a test: signs tokens, and publishes the key to them. */
final class TokenProvider implements AutoCloseable {
    static final String ISSUER = "https://id.example.com";
    static final String AUDIENCE = "grid";

    private final HttpServer http;
    private final KeyPair pair;

    private TokenProvider(HttpServer http, KeyPair pair) {
        this.http = http;
        this.pair = pair;
    }

    static TokenProvider start() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TokenProvider provider = new TokenProvider(http, generator.generateKeyPair());
        byte[] keys = provider.published().getBytes(StandardCharsets.UTF_8);
        http.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        http.start();
        return provider;
    }

    String keys() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/keys";
    }

    private String published() {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"one\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\""
                + number(key.getModulus()) + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}]}";
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return encoded(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    /** A token of Ada's for the default workspace, which may read jobs. */
    String token(Instant expires) throws GeneralSecurityException {
        String claims =
                "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"ada\",\"workspace_id\":\"default\","
                        + "\"scope\":\"jobs:read\",\"exp\":" + expires.getEpochSecond() + "}";
        String text = encoded("{\"alg\":\"RS256\",\"kid\":\"one\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + encoded(signature.sign());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
