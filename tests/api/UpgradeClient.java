import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Java's own client offers HTTP/2 to every http:// address. Sends bodies of several sizes on one connection. */
public class UpgradeClient {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int size : new int[] {0, 10, 100_000, 3_000_000}) {
            String body = "{\"code\": \"print(1)\", \"stdin_data\": \"" + "x".repeat(size) + "\"}";
            HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0] + "/execute"))
                    .expectContinue(size == 100_000)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.version() + " " + size);
        }
    }
}
