"""The built stack on one machine: SAM's artifacts under the real Lambda Runtime Interface Emulator.

`template` reads what SAM built, `launcher` gives each execution environment Lambda's file system and Lambda's kernel,
`environment` runs one emulator, `function` keeps as many as the concurrency allows, `invoke_api` is the Lambda Invoke
API in front of them, `gateway` the HTTP API, and `stack` puts them together. `python -m tests.aws.emulator` serves it.
"""
