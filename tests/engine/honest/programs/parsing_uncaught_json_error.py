# attach: {"config.json": "{\n  \"name\": \"demo\",\n  \"ports\": [80, 443,],\n}\n"}
import json


def load_config(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


try:
    config = load_config("settings.json")
except FileNotFoundError as e:
    print("Falling back:", e)
    config = load_config("config.json")
print(config)
