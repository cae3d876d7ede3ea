#!/usr/bin/env bash
# total in a comment
rate=20

total() {
    local sum=0
    for order in "$@"; do
        sum=$((sum + $(quote "$order" total)))
    done
    round "$sum"
}

function main {
    total=$(total "$@")
    echo "total $total"
}

main "$@" | total
