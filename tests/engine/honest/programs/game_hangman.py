# stdin: "e\nxyz\n\nA\n7\ne\nt\nq\nz\nr\n"
WORD = "theatre"
STAGES = ["", "O", "O\n|", "O\n|\\", "O\n|\\/"]


def show(word, guessed):
    return " ".join(c if c in guessed else "_" for c in word)


def get_guess(used):
    while True:
        guess = input("Guess a letter: ").strip().lower()
        if len(guess) != 1:
            print("Please enter a single letter.")
        elif not guess.isalpha():
            print("That is not a letter!")
        elif guess in used:
            print("You already guessed", guess)
        else:
            return guess


def play():
    guessed, misses = set(), 0
    while misses < len(STAGES):
        print(show(WORD, guessed), end="   ")
        print(f"[{', '.join(sorted(guessed - set(WORD)))}]")
        letter = get_guess(guessed)
        guessed.add(letter)
        if letter in WORD:
            print(f"Yes! {WORD.count(letter)}x {letter}")
        else:
            print(STAGES[misses])
            misses += 1
        if set(WORD) <= guessed:
            print("You win! The word was", WORD)
            return True
    print("Hanged.")
    return False


if __name__ == "__main__":
    while True:
        play()
        if not input("Again? ").startswith("y"):
            break
