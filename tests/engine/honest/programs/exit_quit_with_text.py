def main():
    quit("bye")


main()
